package document

// Picture is what a figure shows. Writers ask for the form that suits them. One
// that has its shapes as well, as those of package drawing do, is drawn from them
// where a format can.
type Picture interface {
	SVG() ([]byte, error)
	PNG() ([]byte, error)
}

// Files is a picture that is there in both forms.
type Files struct{ InSVG, InPNG []byte }

// SVG implements [Picture].
func (f Files) SVG() ([]byte, error) { return f.InSVG, nil }

// PNG implements [Picture].
func (f Files) PNG() ([]byte, error) { return f.InPNG, nil }
