package navigator

// Layer is a layer of the Navigator. The fields are those of the format, in its
// order.
type Layer struct {
	Name        string      `json:"name"`
	Versions    Versions    `json:"versions"`
	Domain      string      `json:"domain"`
	Description string      `json:"description,omitempty"`
	DataURL     string      `json:"customDataURL,omitempty"`
	Filters     *Filters    `json:"filters,omitempty"`
	Sorting     int         `json:"sorting,omitempty"`
	Layout      *Layout     `json:"layout,omitempty"`
	HideOff     bool        `json:"hideDisabled,omitempty"`
	Techniques  []Technique `json:"techniques,omitempty"`
	Gradient    *Gradient   `json:"gradient,omitempty"`
	Legend      []Legend    `json:"legendItems,omitempty"`
	ShowRow     *bool       `json:"showTacticRowBackground,omitempty"`
	Row         string      `json:"tacticRowBackground,omitempty"`
	Across      *bool       `json:"selectTechniquesAcrossTactics,omitempty"`
	WithParent  *bool       `json:"selectSubtechniquesWithParent,omitempty"`
	Visible     *bool       `json:"selectVisibleTechniques,omitempty"`
	Metadata    []Datum     `json:"metadata,omitempty"`
	Links       []Link      `json:"links,omitempty"`
}

// Versions are those of ATT&CK (the number before the point), of the program
// and of the file format.
type Versions struct {
	Attack    string `json:"attack,omitempty"`
	Navigator string `json:"navigator"`
	Layer     string `json:"layer"`
}

// Filters choose what the matrix shows.
type Filters struct {
	Platforms []string `json:"platforms"`
}

// Layout is how the matrix is drawn.
type Layout struct {
	Layout        string `json:"layout,omitempty"`
	Aggregate     string `json:"aggregateFunction,omitempty"`
	ShowID        bool   `json:"showID"`
	ShowName      bool   `json:"showName"`
	ShowAggregate bool   `json:"showAggregateScores"`
	CountUnscored bool   `json:"countUnscored"`
	Expanded      string `json:"expandedSubtechniques,omitempty"`
}

// Technique is the entry of one technique, in one tactic or in all.
type Technique struct {
	ID       string   `json:"techniqueID"`
	Tactic   string   `json:"tactic,omitempty"`
	Score    *float64 `json:"score,omitempty"`
	Color    *string  `json:"color,omitempty"`
	Comment  string   `json:"comment,omitempty"`
	Enabled  *bool    `json:"enabled,omitempty"`
	Metadata []Datum  `json:"metadata,omitempty"`
	Links    []Link   `json:"links,omitempty"`
	ShowSub  *bool    `json:"showSubtechniques,omitempty"`
}

// Gradient turns scores into colours.
type Gradient struct {
	Colors []string `json:"colors"`
	Min    float64  `json:"minValue"`
	Max    float64  `json:"maxValue"`
}

// Legend explains one colour.
type Legend struct {
	Label string `json:"label"`
	Color string `json:"color"`
}

// Datum is a name with a value, or a divider.
type Datum struct {
	Name    string `json:"name,omitempty"`
	Value   string `json:"value,omitempty"`
	Divider *bool  `json:"divider,omitempty"`
}

// Link is an address with its label, or a divider.
type Link struct {
	Label   string `json:"label,omitempty"`
	URL     string `json:"url,omitempty"`
	Divider *bool  `json:"divider,omitempty"`
}
