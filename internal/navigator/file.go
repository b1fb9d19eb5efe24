package navigator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Limits of reading.
const (
	maxBytes  = 32 << 20 // the largest layer seen, of a whole release, has 0.2 MB
	maxLayers = 100
)

// ErrTooLarge reports a file beyond the limits.
var ErrTooLarge = errors.New("layer file too large")

// ErrVersion reports a file of another format version than 4.5.
var ErrVersion = errors.New("not a layer of format 4.5")

// Encode writes a layer as Navigator opens it.
func Encode(l Layer) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(l); err != nil {
		return nil, fmt.Errorf("write layer %q: %w", l.Name, err)
	}
	return b.Bytes(), nil
}

// Decode reads a file of one layer, or of several in a list. A key that the
// format does not have is an error, as nothing may be lost unsaid.
func Decode(r io.Reader) ([]Layer, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read layer: %w", err)
	}
	if len(data) > maxBytes {
		return nil, ErrTooLarge
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	var layers []Layer
	if text := bytes.TrimLeft(data, " \t\r\n"); len(text) > 0 && text[0] == '[' {
		err = strictly(data, &layers)
	} else {
		layers = make([]Layer, 1)
		err = strictly(data, &layers[0])
	}
	if err != nil {
		return nil, fmt.Errorf("read layer: %w", err)
	}
	if len(layers) > maxLayers {
		return nil, ErrTooLarge
	}
	for _, l := range layers {
		if l.Versions.Layer != "4.5" || l.Name == "" {
			return nil, fmt.Errorf("layer %q of version %q: %w", l.Name, l.Versions.Layer, ErrVersion)
		}
	}
	return layers, nil
}

func strictly(data []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("text behind the layer")
	}
	return nil
}
