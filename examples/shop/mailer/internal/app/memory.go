package app

import "sync"

type state int

const (
	unknown state = iota
	busy
	handled
)

// A memory knows the events that are being handled, and the last ones that were. Its size bounds the
// latter only: of the former there are never more than there are requests.
type memory struct {
	mu    sync.Mutex
	state map[string]state
	done  []string // the handled ones, oldest first
	size  int
}

// begin returns what is known of an event. If that is nothing, the event is the caller's, who must call end.
func (m *memory) begin(id string) state {
	m.mu.Lock()
	defer m.mu.Unlock()
	was := m.state[id]
	if was == unknown {
		m.state[id] = busy
	}
	return was
}

// end remembers an event as handled, or forgets it.
func (m *memory) end(id string, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !ok {
		delete(m.state, id)
		return
	}
	m.state[id] = handled
	m.done = append(m.done, id)
	if len(m.done) > m.size {
		delete(m.state, m.done[0])
		m.done = m.done[1:]
	}
}
