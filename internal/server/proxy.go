package server

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// fromProxy gives a request that a trusted reverse proxy passes on the address of
// the client, so that limits hold for each client and not for all of them
// together. Of the addresses in X-Forwarded-For only the last one that is no proxy
// of ours is believed: those before it come from the client.
func (s *Server) fromProxy(r *http.Request) {
	if !s.trusted(r.RemoteAddr) {
		return
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		client, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return
		}
		r.RemoteAddr = net.JoinHostPort(client.Unmap().String(), "0")
		if !s.trusted(r.RemoteAddr) {
			return
		}
	}
}

func (s *Server) trusted(address string) bool {
	a, err := netip.ParseAddrPort(address)
	return err == nil && slices.ContainsFunc(s.config.Proxies, func(p netip.Prefix) bool { return p.Contains(a.Addr().Unmap()) })
}
