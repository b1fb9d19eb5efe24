package server

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// Metrics are figures about the server for Prometheus. They name routes, methods
// and states, and nobody: no address, no account, no study.
type Metrics struct{ set *metrics.Set }

// NewMetrics makes the figures, with gauges that are asked for when somebody
// reads; a gauge that fails is left out.
func NewMetrics(gauges func() (map[string]float64, error)) *Metrics {
	m := &Metrics{metrics.NewSet()}
	m.set.RegisterMetricsWriter(func(w io.Writer) {
		values, err := gauges()
		if err != nil {
			metrics.WriteGaugeUint64(w, "sekisho_database_up", 0)
			return
		}
		metrics.WriteGaugeUint64(w, "sekisho_database_up", 1)
		for name, value := range values {
			metrics.WriteGaugeFloat64(w, name, value)
		}
	})
	return m
}

// ServeHTTP gives the figures in the text form of Prometheus.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	m.set.WritePrometheus(w)
	metrics.WriteProcessMetrics(w)
}

// seconds are the bounds of the histogram of answers.
var seconds = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30}

// observe counts an answer. Routes are the patterns of the mux, so there is a
// fixed number of them.
func (m *Metrics) observe(method, route string, status int, took time.Duration) {
	if m == nil {
		return
	}
	labels := fmt.Sprintf(`{method=%q,route=%q`, knownMethod(method), route)
	m.set.GetOrCreateCounter("sekisho_requests_total" + labels + `,status="` + strconv.Itoa(status) + `"}`).Inc()
	m.set.GetOrCreatePrometheusHistogramExt("sekisho_request_seconds"+labels+"}", seconds).Update(took.Seconds())
}

// knownMethod bounds the number of methods: clients may invent their own.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// answered remembers what was answered to a request.
type answered struct {
	http.ResponseWriter
	route  string
	status int
	bytes  int64
}

// WriteHeader remembers the status.
func (a *answered) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write counts.
func (a *answered) Write(data []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(data)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets streams flush.
func (a *answered) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// noteRoute remembers by which route a request is answered.
func noteRoute(w http.ResponseWriter, pattern string) {
	if a, ok := w.(*answered); ok && pattern != "" {
		a.route = pattern
	}
}
