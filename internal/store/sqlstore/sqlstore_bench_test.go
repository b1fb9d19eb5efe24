package sqlstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
	"github.com/sekisho/sekisho/internal/testing/pg"
	"github.com/sekisho/sekisho/internal/testing/storetest"
)

// organisations is how many bodies answer at once: 1,741 municipalities and 47
// prefectures.
const organisations = 1788

// BenchmarkAnswers lets all organisations save answers at once, as many as 64 at
// a time, and compares the throughput with bare commits of the same rows, one
// after the other, to the same database: "of-bare" is the ratio, "answers/s" and
// the percentiles are of the store. Every acknowledged answer is looked for
// afterwards.
func BenchmarkAnswers(b *testing.B) {
	for _, tt := range addresses(b) {
		b.Run(tt.name, func(b *testing.B) {
			s := closing(b, openAt(b, tt.address()))
			if _, err := s.Create(b.Context(), store.Study{ID: "s", Title: "題"}, store.Commit{By: storetest.Ann}); err != nil {
				b.Fatal(err)
			}
			bare := bareCommits(b, s.DB())
			var took time.Duration
			var latencies []time.Duration
			round := 0
			for b.Loop() {
				took, latencies = answers(b, s, round)
				round++
			}
			slices.Sort(latencies)
			rate := float64(organisations) / took.Seconds()
			b.ReportMetric(rate, "answers/s")
			b.ReportMetric(rate/bare, "of-bare")
			b.ReportMetric(float64(latencies[len(latencies)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(latencies[len(latencies)*99/100].Microseconds())/1000, "p99-ms")
			records, err := s.Records(b.Context(), store.Line{Study: "s", Branch: store.Main}, store.Choice{Prefix: "answers/"})
			if err != nil || len(records) != round*organisations {
				b.Errorf("%d answers are there, %v; %d were acknowledged", len(records), err, round*organisations)
			}
		})
	}
}

const answerText = `{"status":"in-place","effective":"yes","evidence":"要綱第3条"}`

func answers(b *testing.B, s *sqlstore.Store, round int) (time.Duration, []time.Duration) {
	b.Helper()
	latencies := make([]time.Duration, organisations)
	var next atomic.Int64
	var group sync.WaitGroup
	start := time.Now()
	for range 64 {
		group.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= organisations {
					return
				}
				from := time.Now()
				c := store.Commit{Line: store.Line{Study: "s", Branch: store.Main}, By: storetest.Ann, Changes: []store.Change{{
					Name: fmt.Sprintf("answers/%06d/%d", i, round), Data: fmt.Appendf(nil, "%s %d %d", answerText, i, round)}}}
				if _, err := s.Commit(b.Context(), c); err != nil {
					b.Error(err)
					return
				}
				latencies[i] = time.Since(from)
			}
		})
	}
	group.Wait()
	return time.Since(start), latencies
}

// bareCommits gives the rate of single-row commits of answers, without history
// or audit.
func bareCommits(b *testing.B, db *sql.DB) float64 {
	b.Helper()
	if _, err := db.ExecContext(b.Context(), "CREATE TABLE bare (name TEXT PRIMARY KEY, data TEXT)"); err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	for i := range organisations {
		if _, err := db.ExecContext(b.Context(), "INSERT INTO bare VALUES ($1, $2)", fmt.Sprintf("answers/%06d", i), fmt.Sprintf("%s %d", answerText, i)); err != nil {
			b.Fatal(err)
		}
	}
	return float64(organisations) / time.Since(start).Seconds()
}

type address struct {
	name    string
	address func() string
}

func addresses(b *testing.B) []address {
	b.Helper()
	server := pg.Start(b)
	return []address{{"SQLite", func() string { return file(b) }}, {"PostgreSQL", func() string { return server.Database(b) }}}
}

// BenchmarkManyStudies lists, searches and opens among 100 and among 10,000
// studies. Metrics named "…-growth" are the ratios of the two.
func BenchmarkManyStudies(b *testing.B) {
	for _, tt := range addresses(b) {
		b.Run(tt.name, func(b *testing.B) {
			few, many := studiesOf(b, tt.address(), 100), studiesOf(b, tt.address(), 10_000)
			for b.Loop() {
				if _, _, err := many.Studies(b.Context(), store.Query{}); err != nil {
					b.Fatal(err)
				}
			}
			tasks := []struct {
				name string
				do   func(context.Context, *sqlstore.Store, int) error
			}{
				{"list", func(ctx context.Context, s *sqlstore.Store, _ int) error {
					_, _, err := s.Studies(ctx, store.Query{})
					return err
				}},
				{"search", func(ctx context.Context, s *sqlstore.Store, i int) error {
					_, _, err := s.Studies(ctx, store.Query{Text: []string{"関所市", "00042", "の評価", "ない語"}[i%4]})
					return err
				}},
				{"open", func(ctx context.Context, s *sqlstore.Store, i int) error {
					_, err := s.Records(ctx, store.Line{Study: store.StudyID(fmt.Sprintf("s%05d", i%100)), Branch: store.Main}, store.Choice{Prefix: "study/", Data: true})
					return err
				}},
			}
			for _, task := range tasks {
				var of [2]time.Duration
				const times = 200
				for i, s := range []*sqlstore.Store{few, many} {
					for range 2 { // the first round warms up
						start := time.Now()
						for j := range times {
							if err := task.do(b.Context(), s, j); err != nil {
								b.Fatal(err)
							}
						}
						of[i] = time.Since(start)
					}
				}
				b.ReportMetric(float64(of[1])/float64(of[0]), task.name+"-growth")
				b.ReportMetric(float64(of[1].Microseconds())/times, task.name+"-µs")
			}
		})
	}
}

// studiesOf makes a store of n studies of the size of the reference study.
func studiesOf(b *testing.B, address string, n int) *sqlstore.Store {
	b.Helper()
	s := closing(b, openAt(b, address))
	var group sync.WaitGroup
	var next atomic.Int64
	for range 16 {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				c := store.Commit{By: storetest.Ann}
				for file := range 12 {
					c.Changes = append(c.Changes, store.Change{Name: fmt.Sprintf("study/%d.yaml", file),
						Data: slices.Repeat(fmt.Appendf(nil, "- id: a-%d\n  ja: 資産 %d\n", i%50, file), 500)})
				}
				if _, err := s.Create(b.Context(), store.Study{ID: store.StudyID(fmt.Sprintf("s%05d", i)), Title: fmt.Sprintf("関所市%05dの評価", i)}, c); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	return s
}
