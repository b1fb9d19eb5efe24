package server

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/sekisho/sekisho/internal/diag"
)

// take reads the body whole, within the limits, so that no route waits for a
// client. Its bytes count among those that the server holds until release is
// called.
func (s *Server) take(w http.ResponseWriter, r *http.Request) (release func(), err error) {
	if r.Body == nil || r.Body == http.NoBody {
		return func() {}, nil
	}
	limit := s.config.Limits.BodyBytes
	if r.ContentLength > limit {
		return func() {}, Refuse(http.StatusRequestEntityTooLarge, diag.RequestTooLarge, "limit", fmt.Sprint(limit))
	}
	if err := readDeadline(w, time.Now().Add(s.config.Limits.Body)); err != nil {
		return func() {}, err
	}
	held := &counted{from: http.MaxBytesReader(w, r.Body, limit), all: &s.held, limit: s.config.Limits.BodiesBytes}
	var body bytes.Buffer
	// Who claims a large body has not sent it yet.
	body.Grow(int(min(max(r.ContentLength, 0), 64<<10)) + bytes.MinRead)
	if _, err := body.ReadFrom(held); err != nil {
		// What remains of the body is not waited for.
		w.Header().Set("Connection", "close")
		return held.release, refusedBody(err, limit)
	}
	if err := readDeadline(w, time.Time{}); err != nil {
		return held.release, err
	}
	r.Body = io.NopCloser(&body)
	return held.release, nil
}

func readDeadline(w http.ResponseWriter, at time.Time) error {
	if err := http.NewResponseController(w).SetReadDeadline(at); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("set deadline: %w", err)
	}
	return nil
}

// retryCrowded is when to come back to a server that holds too many bodies.
const retryCrowded = 5 * time.Second

// refusedBody tells why a body was not read.
func refusedBody(err error, limit int64) error {
	var large *http.MaxBytesError
	var slow net.Error
	switch {
	case errors.Is(err, errCrowded):
		f := Refuse(http.StatusServiceUnavailable, diag.RequestCrowded)
		f.After = retryCrowded
		return f
	case errors.As(err, &large):
		return Refuse(http.StatusRequestEntityTooLarge, diag.RequestTooLarge, "limit", fmt.Sprint(limit))
	case errors.As(err, &slow) && slow.Timeout():
		return Refuse(http.StatusRequestTimeout, diag.RequestTimeout)
	}
	return Refuse(http.StatusBadRequest, diag.RequestCut)
}

var errCrowded = errors.New("too many bodies at a time")

// counted reads a body and counts its bytes among those of all requests, so that
// many large bodies at a time do not take all memory. They count as they come,
// not as they are claimed.
type counted struct {
	from  io.Reader
	all   *atomic.Int64
	limit int64
	own   int64
}

// Read fails with errCrowded where all requests together hold too much.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.own += int64(n)
	if c.all.Add(int64(n)) > c.limit {
		return n, errCrowded
	}
	return n, err
}

// release takes the body's bytes off the count.
func (c *counted) release() { c.all.Add(-c.own) }
