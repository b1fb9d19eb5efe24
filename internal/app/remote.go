package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/sekisho/sekisho/internal/client"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/store"
)

// Remote is a server on which studies are kept.
type Remote struct {
	URL, Token string
	Lang       lang.Lang
}

// RemoteError is what a server answers instead of a study.
type RemoteError = client.RefusedError

// ErrRemoteAddress reports an address to which no token is sent.
var ErrRemoteAddress = client.ErrAddress

func (r Remote) server() client.Server {
	return client.Server{URL: r.URL, Token: r.Token, Lang: r.Lang}
}

// Open loads a study from the server: ID, or ID@BRANCH.
func (r Remote) Open(ctx context.Context, name string, opt model.Options) (*Study, error) {
	id, branch, ok := strings.Cut(name, "@")
	if !ok {
		branch = string(store.Main)
	}
	records, err := r.Studies().Records(ctx, store.Line{Study: store.StudyID(id), Branch: store.Branch(branch)}, store.Choice{Prefix: studyRecords, Data: true})
	if err != nil {
		return nil, fmt.Errorf("open study %s: %w", name, err)
	}
	files := map[string][]byte{}
	for _, x := range records {
		files[x.Name] = x.Data
	}
	return OpenFiles(files, "study", name, opt)
}
