package app

import (
	"fmt"

	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/exchange"
)

// ComparisonJSON writes a comparison of models for other programs.
func ComparisonJSON(c *compare.Comparison) ([]byte, error) {
	data, err := exchange.ComparisonJSON(c)
	if err != nil {
		return nil, fmt.Errorf("export comparison: %w", err)
	}
	return data, nil
}

// DifferenceJSON writes the difference of two versions of a study for other
// programs.
func DifferenceJSON(d *compare.Difference) ([]byte, error) {
	data, err := exchange.DifferenceJSON(d)
	if err != nil {
		return nil, fmt.Errorf("export difference: %w", err)
	}
	return data, nil
}
