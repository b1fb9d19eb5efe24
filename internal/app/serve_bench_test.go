package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
	"github.com/sekisho/sekisho/internal/testing/pg"
)

// organisations is how many bodies answer at once: 1,741 municipalities and 47
// prefectures.
const organisations = 1788

// The questionnaire, and how many of its questions a saving answers: a page of the
// workbench.
const (
	questionsAsked = 60
	answersAtOnce  = 12
)

// BenchmarkOrganisationsAnswer lets all organisations, each with its own link,
// save a page of answers and read them back through the HTTP API, 64 at a time, while
// the coordinator reads again and again who has answered. "of-bare" is the rate of
// answers against bare single-row commits of the same texts to the same database,
// made before, between and after the rounds, so that what else the machine does
// slows both; the percentiles are of saving, in all rounds. Every acknowledged answer is looked for in the
// database afterwards. Client and server share the machine and the process.
func BenchmarkOrganisationsAnswer(b *testing.B) {
	server := pg.Start(b)
	for name, address := range map[string]string{"SQLite": filepath.Join(b.TempDir(), "s.db"), "PostgreSQL": server.Database(b)} {
		b.Run(name, func(b *testing.B) {
			load := newLoad(b, address)
			load.bare(b)
			for b.Loop() {
				load.round(b)
				load.bare(b)
			}
			load.check(b)
			slices.Sort(load.saved)
			rate := float64(load.rounds*organisations) / load.took.Seconds()
			b.ReportMetric(rate, "answers/s")
			b.ReportMetric(rate*load.tookBare.Seconds()/float64((load.rounds+1)*organisations), "of-bare")
			b.ReportMetric(milliseconds(load.saved[len(load.saved)/2]), "p50-ms")
			b.ReportMetric(milliseconds(load.saved[len(load.saved)*99/100]), "p99-ms")
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys)/(1<<20), "MiB")
		})
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// load is a server with a questionnaire and a link for every organisation.
type load struct {
	base, cookie string
	client       *http.Client
	codes, links []string
	store        *sqlstore.Store
	// answered are the texts acknowledged, and where the next are based.
	answered, tags []string
	rounds         int
	// saved is how long each answer took, took all rounds, tookBare the bare commits.
	saved          []time.Duration
	took, tookBare time.Duration
}

func newLoad(b *testing.B, database string) *load {
	b.Helper()
	address, cookie := served(b, app.ServeOptions{Database: database})
	l := &load{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}, answered: make([]string, organisations), tags: make([]string, organisations)}
	b.Cleanup(l.client.CloseIdleConnections)
	l.base, l.cookie = address+"/api/v1", cookie
	var into map[string]any
	post(b, l.base+"/studies", l.cookie, map[string]any{"id": "s", "title": "全国の団体", "records": []any{
		map[string]any{"name": "hearings/r8.yaml", "text": questionnaireText(b)}}}, &into)
	l.codes = organisationCodes()
	for i := range organisations {
		var sent struct{ Secret string }
		post(b, l.base+"/studies/s/links", l.cookie, map[string]any{"questionnaire": "r8", "respondent": l.codes[i], "ends": time.Now().Add(time.Hour)}, &sent)
		l.links = append(l.links, sent.Secret)
	}
	var err error
	if l.store, err = sqlstore.Open(b.Context(), database, sqlstore.Config{Now: time.Now}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := l.store.Close(); err != nil {
			b.Error(err)
		}
	})
	return l
}

// organisationCodes gives a code for each organisation.
func organisationCodes() []string {
	var list []string
	for n := 1001; len(list) < organisations; n++ {
		five := fmt.Sprintf("%05d", n)
		if digit, ok := hearing.CheckDigit(five); ok && hearing.ValidCode(five+string(digit)) {
			list = append(list, five+string(digit))
		}
	}
	return list
}

func questionID(i int) hearing.QuestionID { return hearing.QuestionID(fmt.Sprintf("cm-%02d", i)) }

func questionnaireText(b *testing.B) string {
	b.Helper()
	spec := hearing.Spec{Study: "s"}
	for i := range questionsAsked {
		spec.Questions = append(spec.Questions, hearing.Question{ID: questionID(i), Countermeasure: "cm", Name: lang.Text{Ja: "対策", En: "Measure"}, Layer: "network",
			Text: lang.Text{Ja: "実施していますか。", En: "Is it in place?"}, Scope: "model", Digest: "d"})
	}
	text, err := app.HearingFile(&spec)
	if err != nil {
		b.Fatal(err)
	}
	return string(text)
}

// answerText is the answers of an organisation to a page of questions.
func answerText(code string, round int) string {
	var text strings.Builder
	fmt.Fprintf(&text, "format: sekisho-hearing/1\nresponses:\n- organisation: '%s'\n  respondent: 情報政策課\n  date: '2026-11-27'\n  answers:\n", code)
	for i := range answersAtOnce {
		fmt.Fprintf(&text, "  - question: %s\n    digest: d\n    status: in-place\n    effective: 'yes'\n    evidence: 要綱第%d条\n", questionID(i), round)
	}
	return text.String()
}

// bare makes single-row commits.
func (l *load) bare(b *testing.B) {
	b.Helper()
	db := l.store.DB()
	if _, err := db.ExecContext(b.Context(), "CREATE TABLE IF NOT EXISTS bare (round INTEGER, organisation INTEGER, answer TEXT NOT NULL, PRIMARY KEY (round, organisation))"); err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	for i := range organisations {
		if _, err := db.ExecContext(b.Context(), "INSERT INTO bare VALUES ($1, $2, $3)", l.rounds, i, answerText(l.codes[i], l.rounds)); err != nil {
			b.Fatal(err)
		}
	}
	l.tookBare += time.Since(start)
}

// round lets every organisation save and read once.
func (l *load) round(b *testing.B) {
	b.Helper()
	saved := make([]time.Duration, organisations)
	l.rounds++
	reading, stop := context.WithCancel(b.Context())
	var coordinator, group sync.WaitGroup
	coordinator.Go(func() {
		for reading.Err() == nil {
			if status, _, _, err := l.ask(reading, asked{method: http.MethodGet, path: "/studies/s/links"}); reading.Err() == nil && (err != nil || status != http.StatusOK) {
				b.Errorf("progress: %d, %v", status, err)
				return
			}
			time.Sleep(200 * time.Millisecond)
		}
	})
	var next atomic.Int64
	start := time.Now()
	for range 64 {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < organisations; i = int(next.Add(1)) - 1 {
				if err := l.answer(b.Context(), i, &saved[i]); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	l.took += time.Since(start)
	l.saved = append(l.saved, saved...)
	stop()
	coordinator.Wait()
}

// answer saves an answer of one organisation, tells how long that took, and reads it
// back.
func (l *load) answer(ctx context.Context, i int, took *time.Duration) error {
	path := "/studies/s/questionnaires/r8/respondents/" + l.codes[i] + "/answers"
	body := answerText(l.codes[i], l.rounds)
	from := time.Now()
	status, tag, got, err := l.ask(ctx, asked{http.MethodPut, path, l.links[i], l.tags[i], map[string]string{"text": body}})
	*took = time.Since(from)
	if err != nil || status != http.StatusOK {
		return fmt.Errorf("save: %d %.200s, %w", status, got, err)
	}
	l.answered[i], l.tags[i] = body, tag
	status, _, got, err = l.ask(ctx, asked{method: http.MethodGet, path: path, link: l.links[i]})
	var read struct{ Text string }
	if err != nil || status != http.StatusOK || json.Unmarshal(got, &read) != nil || read.Text != body {
		return fmt.Errorf("read: %d %.200s, %w", status, got, err)
	}
	return nil
}

// asked is a request: by a link, or else by the coordinator; based on what tag
// names.
type asked struct {
	method, path, link, tag string
	body                    any
}

func (l *load) ask(ctx context.Context, q asked) (status int, etag string, got []byte, err error) {
	var body io.Reader
	if q.body != nil {
		data, err := json.Marshal(q.body)
		if err != nil {
			return 0, "", nil, err
		}
		body = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, q.method, l.base+q.path, body)
	if err != nil {
		return 0, "", nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	switch {
	case q.link == "":
		r.Header.Set("Cookie", l.cookie)
	case q.tag == "" && q.method == http.MethodPut:
		r.Header.Set("If-None-Match", "*")
	case q.method == http.MethodPut:
		r.Header.Set("If-Match", q.tag)
	}
	if q.link != "" {
		r.Header.Set("Authorization", "Bearer "+q.link)
	}
	answer, err := l.client.Do(r)
	if err != nil {
		return 0, "", nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	got, err = io.ReadAll(answer.Body)
	return answer.StatusCode, answer.Header.Get("ETag"), got, err
}

// check looks for every acknowledged answer.
func (l *load) check(b *testing.B) {
	b.Helper()
	records, err := l.store.Records(b.Context(), store.Line{Study: "s", Branch: store.Main}, store.Choice{Prefix: "hearings/r8/", Data: true})
	if err != nil || len(records) != organisations {
		b.Fatalf("%d answers are there, %v", len(records), err)
	}
	for i, r := range records {
		if string(r.Data) != l.answered[i] {
			b.Errorf("%s is %s, acknowledged was %s", r.Name, r.Data, l.answered[i])
		}
	}
}
