package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/server/setup"
	"github.com/sekisho/sekisho/internal/store"
)

// ServeOptions say how a server is run.
type ServeOptions struct {
	// Listen is the address on which it listens, such as 127.0.0.1:8610.
	Listen string
	// Database is an SQLite file or the address postgres://… of a database.
	Database string
	// Hosts are the names under which browsers may reach it.
	Hosts []string
	// Program is the version of sekisho.
	Program string
	// Log takes what the operator must know.
	Log *slog.Logger
	// Secure tells that browsers reach the server by HTTPS, which a proxy speaks.
	Secure bool
	// Certificate and Key are files of PEM blocks with which the server speaks HTTPS
	// itself; Own lets it make them.
	Certificate, Key string
	Own              bool
	// Proxies are the networks of reverse proxies that tell for whom they ask.
	Proxies []netip.Prefix
	Observation
	// Provider, if its Issuer is set, is the identity provider for single sign-on.
	Provider IdentityProvider
	// Worker is how many jobs the server does itself at a time; 0 leaves them to
	// workers apart from it.
	Worker int
	// First is the reason of the revision by which an empty database gets the reference
	// study.
	First string
	// Pages, if not nil, adds the pages of the workbench.
	Pages func(*http.ServeMux, Hosted)
	// Ready is called with the address http://… or https://… when the server
	// answers, with the fingerprint of a certificate that it made itself, and with the
	// secret of the first administrator's one-time link as long as there is no
	// administrator.
	Ready func(address, fingerprint, invitation string)
}

// Hosted is what the pages of a server stand on.
type Hosted struct {
	Store    store.Store
	Accounts *account.Accounts
	// API decides and keeps, for pages as for programs.
	API *api.API
	// Jobs is the queue of long work.
	Jobs *Jobs
	// Questionnaires reads the questions of hearings.
	Questionnaires *Questionnaires
	// SignOn tells that an identity provider is configured.
	SignOn bool
	Now    func() time.Time
}

// Serve opens the database and answers until ctx ends.
func Serve(ctx context.Context, o ServeOptions) (err error) {
	provider, err := o.Provider.signOn()
	if err != nil {
		return err
	}
	// Ports and files first: where one cannot be used, nothing is made.
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer func() {
		if end := listener.Close(); !errors.Is(end, net.ErrClosed) {
			err = errors.Join(err, end)
		}
	}()
	seen, err := o.open(ctx, o.Program, o.Log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, seen.close()) }()
	certificate, err := o.certificate()
	if err != nil {
		return err
	}
	s, err := openStore(ctx, o.Database, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	jobs := jobsOf(s)
	jobs.Program = o.Program
	figures := seen.show(ctx, jobs)
	scheme, own := o.spoken(certificate)
	accounts, err := account.New(account.Config{Database: s, Now: time.Now, Random: rand.Reader, Hash: account.DefaultHash()})
	if err != nil {
		return err
	}
	if err := firstStudy(ctx, s, o.First); err != nil {
		return err
	}
	invitation, err := accounts.Begin(ctx)
	if err != nil {
		return err
	}
	limits := server.DefaultLimits()
	questionnaires := &Questionnaires{}
	web := server.New(server.Config{
		Routes: func(mux *http.ServeMux) {
			operations := api.Register(mux, api.Config{Store: s, Accounts: accounts, Jobs: jobs.Queue, Check: checkFiles, CheckAnswers: questionnaires.Check, SignOn: provider, Now: time.Now, Secure: o.Secure, Poll: time.Second, BodyBytes: limits.BodyBytes})
			setup.Register(mux, provider != nil)
			if o.Pages != nil {
				o.Pages(mux, Hosted{Store: s, Accounts: accounts, API: operations, Jobs: jobs, Questionnaires: questionnaires, SignOn: provider != nil, Now: time.Now})
			}
		},
		Hosts:       o.Hosts,
		Secure:      o.Secure,
		Certificate: certificate,
		Proxies:     o.Proxies,
		Limits:      limits,
		Alive:       s.DB().PingContext,
		Metrics:     figures,
		Traces:      jobs.Traces,
		NewID:       rand.Text,
		Log:         o.Log,
	})
	working, stop := context.WithCancel(ctx)
	var worker sync.WaitGroup
	if o.Worker > 0 {
		worker.Go(func() { jobs.Work(working, o.Worker, o.Log) })
	}
	defer worker.Wait()
	defer stop()
	o.Ready(scheme+listener.Addr().String(), own, invitation)
	return web.Serve(ctx, listener)
}

// firstStudy puts the reference study into a database in which nothing ever
// happened, so that whoever comes first has something to look at and to copy.
func firstStudy(ctx context.Context, s store.Store, reason string) error {
	last, err := s.AuditEnd(ctx)
	if err != nil || last > 0 {
		return err
	}
	_, _, _, err = ImportStudy(ctx, InDatabase(s), "", StudyImport{By: store.Actor{ID: "sekisho", Name: "sekisho"}, Reason: reason})
	if errors.Is(err, store.ErrExists) { // another server was faster
		return nil
	}
	return err
}
