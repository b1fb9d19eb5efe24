package tracing

import (
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// The types below are as much of the JSON form of the OpenTelemetry protocol as
// our spans need (OTLP 1.x, "JSON Protobuf Encoding": ids in hexadecimal, 64-bit
// numbers as text). Collectors read a file with one payload a line.

type payload struct {
	ResourceSpans []resourceSpans `json:"resourceSpans"`
}

type resourceSpans struct {
	Resource   resourceJSON `json:"resource"`
	ScopeSpans []scopeSpans `json:"scopeSpans"`
}

type resourceJSON struct {
	Attributes []keyValue `json:"attributes"`
}

type scopeSpans struct {
	Scope struct {
		Name string `json:"name"`
	} `json:"scope"`
	Spans []spanJSON `json:"spans"`
}

type spanJSON struct {
	TraceID    string     `json:"traceId"`
	SpanID     string     `json:"spanId"`
	ParentID   string     `json:"parentSpanId,omitempty"`
	Name       string     `json:"name"`
	Kind       int        `json:"kind"`
	Start      string     `json:"startTimeUnixNano"`
	End        string     `json:"endTimeUnixNano"`
	Attributes []keyValue `json:"attributes,omitempty"`
	Status     statusJSON `json:"status"`
}

type statusJSON struct {
	Code int `json:"code,omitempty"`
}

type keyValue struct {
	Key   string `json:"key"`
	Value value  `json:"value"`
}

type value struct {
	Text   *string `json:"stringValue,omitempty"`
	Number *string `json:"intValue,omitempty"`
}

// statusError is the code of a span that failed; the protocol counts otherwise
// than package codes.
const statusError = 2

// payloadOf gives spans of one process as the protocol writes them.
func payloadOf(spans []sdk.ReadOnlySpan) payload {
	var all resourceSpans
	var ours scopeSpans
	ours.Scope.Name = scope
	for _, s := range spans {
		all.Resource.Attributes = keyValues(s.Resource().Attributes())
		ours.Spans = append(ours.Spans, spanOf(s))
	}
	all.ScopeSpans = []scopeSpans{ours}
	return payload{[]resourceSpans{all}}
}

func spanOf(s sdk.ReadOnlySpan) spanJSON {
	j := spanJSON{
		TraceID: s.SpanContext().TraceID().String(), SpanID: s.SpanContext().SpanID().String(),
		Name: s.Name(), Kind: kindOf(s.SpanKind()),
		Start:      strconv.FormatInt(s.StartTime().UnixNano(), 10),
		End:        strconv.FormatInt(s.EndTime().UnixNano(), 10),
		Attributes: keyValues(s.Attributes()),
	}
	if p := s.Parent(); p.HasSpanID() {
		j.ParentID = p.SpanID().String()
	}
	if s.Status().Code == codes.Error {
		j.Status.Code = statusError
	}
	return j
}

// kindOf gives the number of a kind in the protocol.
func kindOf(k trace.SpanKind) int {
	switch k {
	case trace.SpanKindServer:
		return 2
	case trace.SpanKindConsumer:
		return 5
	default:
		return 1 // internal
	}
}

func keyValues(list []attribute.KeyValue) []keyValue {
	out := make([]keyValue, len(list))
	for i, kv := range list {
		out[i].Key = string(kv.Key)
		text := kv.Value.String()
		if kv.Value.Type() == attribute.INT64 {
			out[i].Value.Number = &text
		} else {
			out[i].Value.Text = &text
		}
	}
	return out
}
