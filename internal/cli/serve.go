package cli

import (
	"context"
	"log/slog"
	"net/netip"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/workbench"
)

// serveCommand keeps studies for several people.
type serveCommand struct {
	Listen textFlag  `placeholder:"HOST:PORT"`
	Host   namesFlag `placeholder:"NAME"`
	Worker bool      `default:"true"`
	// HTTPS, spoken by the server itself or by a proxy before it.
	TLSCert textFlag `name:"tls-cert" placeholder:"FILE"`
	TLSKey  textFlag `name:"tls-key" placeholder:"FILE"`
	TLSSelf bool     `name:"tls-self"`
	Secure  bool
	Proxy   proxiesFlag `placeholder:"NETWORK"`
	observing
	// Single sign-on.
	OIDCIssuer textFlag `name:"oidc-issuer" placeholder:"URL"`
	OIDCClient textFlag `name:"oidc-client" placeholder:"ID"`
	Public     textFlag `placeholder:"URL"`
	database
}

// defaultListen is reached from this machine alone.
const defaultListen = "127.0.0.1:8610"

// Run runs the command.
func (c *serveCommand) Run(ctx context.Context, s *session) error {
	if (c.TLSCert == "") != (c.TLSKey == "") || c.TLSSelf && c.TLSCert != "" {
		return usage("cli.usage.serve_tls")
	}
	address, err := c.address(s)
	if err != nil {
		return err
	}
	provider, err := c.provider(s)
	if err != nil {
		return err
	}
	o := app.ServeOptions{
		Listen: defaultListen, Database: address, Hosts: c.Host, Program: s.stdio.Version.Version,
		Log:         slog.New(slog.NewJSONHandler(s.stdio.Err, nil)),
		Certificate: string(c.TLSCert), Key: string(c.TLSKey), Own: c.TLSSelf, Secure: c.Secure, Proxies: c.Proxy, Provider: provider,
		Observation: c.observation(),
		First:       s.text("cli.serve.reference"),
		Pages:       workbench.Register,
		Ready: func(address, fingerprint, invitation string) {
			s.note(s.text("cli.serve.ready", "address", address+"/"))
			if fingerprint != "" {
				s.note(s.text("cli.serve.fingerprint", "fingerprint", fingerprint))
			}
			if invitation != "" {
				// Behind "#" it reaches neither a log nor another site.
				s.note(s.text("cli.serve.first", "address", address+"/setup#"+invitation))
			}
			s.flushErr()
		},
	}
	if c.Worker {
		o.Worker = app.Parallel()
	}
	if c.Listen != "" {
		o.Listen = string(c.Listen)
	}
	return app.Serve(ctx, o)
}

// provider gives the identity provider; its secret stands in the environment or
// in a file, never in the command line.
func (c *serveCommand) provider(s *session) (app.IdentityProvider, error) {
	p := app.IdentityProvider{Issuer: string(c.OIDCIssuer), Client: string(c.OIDCClient), Public: string(c.Public)}
	if (p.Issuer == "") != (p.Client == "") || (p.Issuer == "") != (p.Public == "") {
		return p, usage("cli.usage.serve_oidc")
	}
	if p.Issuer == "" {
		return p, nil
	}
	var err error
	p.Secret, err = s.secret("SEKISHO_OIDC_SECRET", "cli.usage.serve_oidc_secret")
	return p, err
}

// observing is how the operator looks into a process.
type observing struct {
	Metrics textFlag `placeholder:"HOST:PORT"`
	Traces  textFlag `placeholder:"FILE"`
}

func (o *observing) observation() app.Observation {
	return app.Observation{Metrics: string(o.Metrics), Traces: string(o.Traces)}
}

// proxiesFlag is --proxy: addresses or networks, repeatable.
type proxiesFlag []netip.Prefix

// Decode adds the flag's value.
func (f *proxiesFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := popValue(ctx)
	if err != nil {
		return err
	}
	network, err := netip.ParsePrefix(value)
	if err != nil {
		address, err := netip.ParseAddr(value)
		if err != nil {
			return usage("cli.usage.serve_proxy", "value", value)
		}
		network = netip.PrefixFrom(address, address.BitLen())
	}
	*f = append(*f, network.Masked())
	return nil
}

// namesFlag is a flag with names, repeatable or with commas between them.
type namesFlag []string

// Decode adds the flag's value.
func (f *namesFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := popValue(ctx)
	if err != nil {
		return err
	}
	for name := range strings.SplitSeq(value, ",") {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" && !slices.Contains(*f, name) {
			*f = append(*f, name)
		}
	}
	return nil
}
