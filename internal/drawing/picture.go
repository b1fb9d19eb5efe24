package drawing

import (
	"bytes"
	"sync"
)

// Picture is a scene in the forms that documents need. Each is made when it is
// first asked for, and once. It may be used from several goroutines.
type Picture struct {
	scene    *Scene
	svg, png func() ([]byte, error)
}

// NewPicture prepares the forms of a scene, which must not change afterwards:
// SVG to stand inside a page, with ids that begin with prefix, and PNG at a
// resolution in dots per inch. It fails where the scene is too large for it.
func NewPicture(s *Scene, prefix string, dpi float64) (*Picture, error) {
	if err := s.checkSize(dpi); err != nil {
		return nil, err
	}
	return &Picture{
		scene: s,
		svg: sync.OnceValues(func() ([]byte, error) {
			var b bytes.Buffer
			err := WriteSVG(&b, s, SVGOptions{Prefix: prefix, Embedded: true})
			return b.Bytes(), err
		}),
		png: sync.OnceValues(func() ([]byte, error) {
			var b bytes.Buffer
			err := WritePNG(&b, s, dpi)
			return b.Bytes(), err
		}),
	}, nil
}

// SVG gives the picture as an svg element.
func (p *Picture) SVG() ([]byte, error) { return p.svg() }

// PNG gives the picture as pixels.
func (p *Picture) PNG() ([]byte, error) { return p.png() }

// Scene gives the shapes, for those who draw themselves.
func (p *Picture) Scene() *Scene { return p.scene }
