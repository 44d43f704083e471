package mail

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"example.com/shop/events"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	ann  = events.Order{ID: "o-1", Email: "ann@example.com"}
)

func TestMessages(t *testing.T) {
	tests := map[string]events.Event{
		"placed":    {ID: "o-1.placed", At: noon, Body: events.OrderPlaced{Order: ann, Total: events.Amount{Cents: 1905, Currency: "EUR"}}},
		"shipped":   {ID: "o-1.shipped", At: noon, Body: events.OrderShipped{Order: ann}},
		"cancelled": {ID: "o-1.cancelled", At: noon, Body: events.OrderCancelled{Order: ann}},
	}
	for name, event := range tests {
		m, err := Render(event)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := m.Message("shop@example.com")
		golden := filepath.Join("testdata", name+".eml")
		if *update {
			if err := os.WriteFile(golden, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || string(got) != string(want) {
			t.Errorf("%s: got\n%s\nwant (%v)\n%s", name, got, err, want)
		}
	}
}

func TestNoMailAboutNothing(t *testing.T) {
	if _, err := Render(events.Event{}); err == nil || err.Error() != "no mail about a <nil>" {
		t.Errorf("got %v", err)
	}
}
