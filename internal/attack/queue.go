package attack

// queue holds the partial trees to be extended. It gives the one with the smallest
// bound first, then the most steps, which is nearest to being finished, then the
// one that came first, so that listings are the same every time. Bounds and numbers
// of steps are small, so that they are places rather than keys to be compared.
type queue struct {
	length  int
	buckets []bucket // by bound
	first   int      // none before it holds any
}

// bucket holds the partial trees of one bound.
type bucket struct {
	sizes []line // by number of steps
	last  int    // none after it holds any
}

// line gives back first what came first.
type line struct {
	trees []*partial
	gone  int
}

func (q *queue) push(p *partial) {
	for len(q.buckets) <= p.bound {
		q.buckets = append(q.buckets, bucket{})
	}
	b := &q.buckets[p.bound]
	for len(b.sizes) <= p.size {
		b.sizes = append(b.sizes, line{})
	}
	b.sizes[p.size].trees = append(b.sizes[p.size].trees, p)
	b.last = max(b.last, p.size)
	q.first = min(q.first, p.bound)
	q.length++
}

// pop takes the next one; there must be one.
func (q *queue) pop() *partial {
	q.length--
	for {
		b := &q.buckets[q.first]
		for ; b.last >= 0 && b.last < len(b.sizes); b.last-- {
			if l := &b.sizes[b.last]; l.gone < len(l.trees) {
				l.gone++
				return l.trees[l.gone-1]
			}
		}
		b.last = 0
		q.first++
	}
}
