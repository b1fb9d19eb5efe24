package api

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
)

// Record is a text or file of a study at a revision.
type Record struct {
	Name     string  `json:"name"`
	Revision int64   `json:"revision" doc:"The revision that wrote it."`
	Digest   string  `json:"digest" doc:"SHA-256 of the content."`
	Size     int64   `json:"size"`
	Text     *string `json:"text,omitempty" doc:"The content, where it was asked for and is UTF-8."`
	Data     *string `json:"data,omitempty" doc:"The content in base 64, where it was asked for and is not UTF-8."`
}

// Content is the content of a record: text, or data in base 64.
type Content struct {
	Text *string `json:"text,omitempty" doc:"The content as text."`
	Data *string `json:"data,omitempty" doc:"The content in base 64." contentEncoding:"base64"`
}

// NewRecord is a record of a new study.
type NewRecord struct {
	Name string `json:"name" minLength:"1" maxLength:"512"`
	Content
}

func recordOf(r store.Record, content bool) Record {
	x := Record{Name: r.Name, Revision: int64(r.Revision), Digest: string(r.Digest), Size: r.Size}
	switch {
	case !content:
	case utf8.Valid(r.Data):
		text := string(r.Data)
		x.Text = &text
	default:
		data := base64.StdEncoding.EncodeToString(r.Data)
		x.Data = &data
	}
	return x
}

// bytes gives the content; place tells where it stands in the request.
func (c Content) bytes(place string) ([]byte, error) {
	switch {
	case (c.Text == nil) == (c.Data == nil):
		return nil, refuseValue(diag.RequestMissing, place, "name", "text")
	case c.Text != nil:
		return []byte(*c.Text), nil
	}
	data, err := base64.StdEncoding.DecodeString(*c.Data)
	if err != nil {
		return nil, refuseValue(diag.RequestForm, place+".data")
	}
	return data, nil
}

func refuseValue(code diag.Code, place string, kv ...string) error {
	return &server.Failure{Status: http.StatusUnprocessableEntity, Findings: []diag.Finding{finding(code, place, append([]string{"place", place}, kv...)...)}}
}

func (r NewRecord) change(i int) (store.Change, error) {
	place := fmt.Sprintf("body.records[%d]", i)
	if err := writable(r.Name, place+".name"); err != nil {
		return store.Change{}, err
	}
	data, err := r.bytes(place)
	return store.Change{Name: r.Name, Data: data}, err
}

// folders are those in which records can be written directly: the files of the
// study, attachments 添付 and questionnaires.
var folders = []string{"study/", "attachments/", hearings}

// writable refuses names that are not in their form, and records that other
// operations keep.
func writable(name, place string) error {
	if !store.RecordName(name) {
		return refuseValue(diag.RequestForm, place)
	}
	for _, folder := range folders {
		if strings.HasPrefix(name, folder) {
			return nil
		}
	}
	return refuseValue(diag.RequestValue, place)
}

// BranchPath names a branch in a path.
type BranchPath struct {
	StudyPath
	Branch string `path:"branch" maxLength:"64" pattern:"^[a-z0-9][a-z0-9._-]{0,63}$"`
}

func (o BranchPath) line() store.Line {
	return store.Line{Study: store.StudyID(o.Study), Branch: store.Branch(o.Branch)}
}

// RecordPath names a record in a path; slashes in its name are written %2F.
type RecordPath struct {
	BranchPath
	Record string `path:"record" minLength:"1" maxLength:"512" doc:"The name of the record, slashes written %2F."`
}

// Conditions tell which revision a change is based on.
type Conditions struct {
	IfMatch     string `header:"If-Match" maxLength:"64" doc:"The ETag of the record that was read."`
	IfNoneMatch string `header:"If-None-Match" maxLength:"64" doc:"* to make a record that does not exist yet."`
}

// base gives the revision that the change is based on; 0 for a new record.
func (c Conditions) base() (store.Revision, error) {
	if c.IfNoneMatch == "*" && c.IfMatch == "" {
		return 0, nil
	}
	if c.IfMatch == "" {
		return 0, server.Refuse(http.StatusPreconditionRequired, diag.RequestNoPrecondition)
	}
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(c.IfMatch, "W/"), `"`), 10, 64)
	if err != nil || n < 1 {
		return 0, refuseValue(diag.RequestForm, "header.If-Match")
	}
	return store.Revision(n), nil
}

func etag(r store.Revision) string { return `"` + strconv.FormatInt(int64(r), 10) + `"` }

type recordOutput struct {
	ETag string `header:"ETag"`
	Body Record
}

func (a *API) records() {
	type recordList struct {
		Body struct {
			Records []Record `json:"records" nullable:"false"`
		}
	}
	add(a, operation("list-records", http.MethodGet, "/studies/{study}/branches/{branch}/records", "records", "List records of a branch, as they are or as of a revision."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *struct {
			BranchPath
			Prefix  string `query:"prefix" maxLength:"512" doc:"With which their names begin, such as study/."`
			At      int64  `query:"at" minimum:"0" doc:"The revision as of which they are read; 0: as they are now."`
			Content bool   `query:"content" doc:"Whether the contents are wanted, too."`
		}) (*recordList, error) {
			x, err := a.open(ctx, who, in.line(), access.ReadStudy)
			if err != nil {
				return nil, err
			}
			records, err := a.Store.Records(ctx, x.Line, store.Choice{At: store.Revision(in.At), Prefix: in.Prefix, Data: in.Content})
			out := &recordList{}
			out.Body.Records = []Record{}
			for _, r := range records {
				out.Body.Records = append(out.Body.Records, recordOf(r, in.Content))
			}
			return out, err
		})
	add(a, operation("get-record", http.MethodGet, "/studies/{study}/branches/{branch}/records/{record}", "records", "Read a record; its ETag is what a change is based on."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *RecordPath) (*recordOutput, error) {
			x, err := a.open(ctx, who, in.line(), access.ReadStudy)
			if err != nil {
				return nil, err
			}
			return a.read(ctx, x.Line, in.Record)
		})
	add(a, operation("put-record", http.MethodPut, "/studies/{study}/branches/{branch}/records/{record}", "records", "Write a record, based on a revision."), http.StatusOK,
		func(ctx context.Context, who account.Who, in *struct {
			RecordPath
			Conditions
			Body struct {
				Content
				Reason string `json:"reason,omitempty" maxLength:"10000"`
			}
		}) (*recordOutput, error) {
			base, err := in.base()
			if err != nil {
				return nil, err
			}
			data, err := in.Body.bytes("body")
			if err != nil {
				return nil, err
			}
			return a.write(ctx, who, in.RecordPath, store.Change{Base: base, Data: data}, in.Body.Reason)
		})
	add(a, operation("delete-record", http.MethodDelete, "/studies/{study}/branches/{branch}/records/{record}", "records", "Delete a record, based on a revision; its history stays."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *struct {
			RecordPath
			Conditions
			Reasoned
		}) (*Empty, error) {
			base, err := in.base()
			if err != nil {
				return nil, err
			}
			_, err = a.write(ctx, who, in.RecordPath, store.Change{Base: base, Delete: true}, in.Reason)
			return nil, err
		})
	a.commits()
}

// read reads one record as it is now.
func (a *API) read(ctx context.Context, l store.Line, name string) (*recordOutput, error) {
	if !store.RecordName(name) {
		return nil, server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	r, err := a.Store.Record(ctx, l, name)
	return contentOf(r), err
}

// write makes a change of one record.
func (a *API) write(ctx context.Context, who account.Who, of RecordPath, c store.Change, reason string) (*recordOutput, error) {
	x, err := a.open(ctx, who, of.line(), access.EditStudy)
	if err != nil {
		return nil, err
	}
	if err := writable(of.Record, "path.record"); err != nil {
		return nil, err
	}
	c.Name = of.Record
	if _, err := x.commit(ctx, a.Store, store.Commit{By: who.Actor(), Reason: reason, Changes: []store.Change{c}}); err != nil || c.Delete {
		return nil, err
	}
	return a.read(ctx, x.Line, of.Record)
}

// Change is a change of one record in a commit.
type Change struct {
	Name string `json:"name" minLength:"1" maxLength:"512"`
	Base int64  `json:"base" minimum:"0" doc:"The revision of the record that was read; 0 where it did not exist."`
	Content
	Delete bool `json:"delete,omitempty"`
}

// commits is the operation that changes several records at once.
func (a *API) commits() {
	add(a, operation("commit", http.MethodPost, "/studies/{study}/branches/{branch}/commits", "records", "Change several records, all or none."), http.StatusCreated,
		func(ctx context.Context, who account.Who, in *struct {
			BranchPath
			Body struct {
				Changes []Change `json:"changes" minItems:"1" maxItems:"9999" nullable:"false"`
				Reason  string   `json:"reason,omitempty" maxLength:"10000"`
				Once    string   `json:"once,omitempty" maxLength:"100" doc:"A name of the commit: the same one sent again is not made twice."`
			}
		}) (*created, error) {
			x, err := a.open(ctx, who, in.line(), access.EditStudy)
			if err != nil {
				return nil, err
			}
			c := store.Commit{By: who.Actor(), Reason: in.Body.Reason}
			if in.Body.Once != "" {
				// Names of different people are different.
				c.Once = who.Actor().ID + " " + in.Body.Once
			}
			for i, change := range in.Body.Changes {
				made, err := change.change(i)
				if err != nil {
					return nil, err
				}
				c.Changes = append(c.Changes, made)
			}
			revision, err := x.commit(ctx, a.Store, c)
			out := &created{Location: Base + "/studies/" + url.PathEscape(in.Study) + "/branches/" + url.PathEscape(in.Branch) + "/revisions", ETag: etag(revision)}
			out.Body.Revision = int64(revision)
			return out, err
		})
}

func (c Change) change(i int) (store.Change, error) {
	place := fmt.Sprintf("body.changes[%d]", i)
	if err := writable(c.Name, place+".name"); err != nil {
		return store.Change{}, err
	}
	made := store.Change{Name: c.Name, Base: store.Revision(c.Base), Delete: c.Delete}
	if c.Delete {
		if c.Text != nil || c.Data != nil {
			return made, refuseValue(diag.RequestUnexpected, place+".text")
		}
		return made, nil
	}
	var err error
	made.Data, err = c.bytes(place)
	return made, err
}
