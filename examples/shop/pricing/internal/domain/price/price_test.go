package price

import (
	"errors"
	"math"
	"testing"
	"time"
)

var (
	june = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	july = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	book = Book{
		Currency: "EUR",
		Prices:   map[string]Cents{"cup": 999, "pot": 4550},
		Discounts: []Discount{
			{Name: "a dozen", MinQuantity: 12, Percent: 10},
			{Name: "june pots", SKU: "pot", Percent: 25, From: june, Until: july},
		},
	}
)

func TestQuoteLine(t *testing.T) {
	tests := []struct {
		why      string
		item     Item
		at       time.Time
		total    Cents
		discount string
	}{
		{"no discount applies", Item{"cup", 1}, june, 999, ""},
		{"one short of a dozen", Item{"cup", 11}, june, 10989, ""},
		{"a dozen: 10% of 11988 is 1198.8, so 1199 off", Item{"cup", 12}, june, 10789, "a dozen"},
		{"a discount begins on its first moment", Item{"pot", 1}, june, 3412, "june pots"},
		{"not a moment sooner", Item{"pot", 1}, june.Add(-1), 4550, ""},
		{"and ends before its last", Item{"pot", 1}, july, 4550, ""},
		{"the better one counts, not both", Item{"pot", 12}, june, 40950, "june pots"},
	}
	for _, tt := range tests {
		q, err := book.Quote([]Item{tt.item}, tt.at)
		if err != nil {
			t.Errorf("%s: %v", tt.why, err)
			continue
		}
		if line := q.Lines[0]; line.Total != tt.total || line.Discount != tt.discount || q.Total != tt.total {
			t.Errorf("%s: got %+v, want total %d by %q", tt.why, q, tt.total, tt.discount)
		}
	}
}

func TestQuoteAddsLines(t *testing.T) {
	q, err := book.Quote([]Item{{"cup", 2}, {"pot", 1}}, july)
	if err != nil || q.Total != 2*999+4550 || q.Currency != "EUR" || len(q.Lines) != 2 {
		t.Errorf("got %+v, %v", q, err)
	}
}

func TestQuoteRefuses(t *testing.T) {
	tests := []struct {
		items []Item
		want  string
	}{
		{nil, "no quote for these items: 0 items, not 1 to 100"},
		{make([]Item, 101), "no quote for these items: 101 items, not 1 to 100"},
		{[]Item{{"cup", 1}, {"jug", 1}}, `no quote for these items: no product "jug"`},
		{[]Item{{"cup", 0}}, `no quote for these items: 0 of "cup", not 1 to 1000`},
		{[]Item{{"cup", math.MaxInt}}, `no quote for these items: 9223372036854775807 of "cup", not 1 to 1000`},
	}
	for _, tt := range tests {
		_, err := book.Quote(tt.items, june)
		if !errors.Is(err, ErrItems) || err.Error() != tt.want {
			t.Errorf("got %v\nwant %s", err, tt.want)
		}
	}
}

func TestValidate(t *testing.T) {
	if err := book.Validate(); err != nil {
		t.Errorf("a good book: %v", err)
	}
	bad := Book{
		Currency: "euro",
		Prices:   map[string]Cents{"cup": 0},
		Discounts: []Discount{
			{Name: "gift", Percent: 101},
			{Name: "jugs", Percent: 5, SKU: "jug"},
		},
	}
	want := `"euro" is not a currency
price of "cup": 0 is not between 1 and 10000000 cents
discount "gift": 101% is not between 1% and 100%
discount "jugs": no product "jug"`
	if err := bad.Validate(); err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}
