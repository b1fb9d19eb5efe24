package attackdata

// Limits bound what one release may cost. A file over a limit is refused with a
// finding that names the limit.
type Limits struct {
	// Bytes of the file.
	Bytes int64
	// ObjectBytes is the length of one object, the only part of the file that is
	// in memory as text.
	ObjectBytes int64
	// Objects of the bundle.
	Objects int
	// Kept is how many techniques, mitigations, tactics and relations between
	// them are kept, each counted alone.
	Kept int
	// Name is the length of a name in characters; a longer one is not a name.
	Name int
}

// DefaultLimits are the limits of the program. ATT&CK Enterprise 19 has 54 MB,
// 25,000 objects, 900 techniques with the revoked ones and 2,000 relations that
// are kept; its longest object has some 100 kB.
func DefaultLimits() Limits {
	return Limits{Bytes: 256 << 20, ObjectBytes: 4 << 20, Objects: 500_000, Kept: 50_000, Name: 200}
}
