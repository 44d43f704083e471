package order

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"example.com/shop/orders/internal/domain/money"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

func eur(cents int64) money.Money { return money.Money{Cents: cents, Currency: "EUR"} }

func TestNew(t *testing.T) {
	lines := []Line{{"cup", 2, eur(999)}, {"pot", 1, eur(4550)}}
	got, err := New("o-1", "ann@example.com", lines, eur(6000), noon)
	want := Order{"o-1", "ann@example.com", lines, eur(6000), Placed, noon, noon}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
}

func TestNewRefuses(t *testing.T) {
	cup := Line{"cup", 1, eur(999)}
	tests := []struct {
		why   string
		email string
		lines []Line
		total money.Money
		want  string
	}{
		{"nothing ordered", "ann@example.com", nil, eur(0), "an order needs a line"},
		{"a line of nothing", "ann@example.com", []Line{cup, {"", 1, eur(1)}}, eur(0), "line 2: no SKU"},
		{"no quantity", "ann@example.com", []Line{{"cup", 0, eur(1)}}, eur(0), "line 1: 0 is not a number of times"},
		{"more than there is money", "ann@example.com", []Line{cup, {"cup", 2, eur(math.MaxInt64)}}, eur(0), "line 2: amount is too large"},
		{"two currencies", "ann@example.com", []Line{cup, {"cup", 1, money.Money{Cents: 1, Currency: "USD"}}}, eur(0), "line 2: different currencies: EUR and USD"},
		{"dearer than its lines", "ann@example.com", []Line{cup}, eur(1000), "total 10.00 EUR does not fit lines of 9.99 EUR"},
		{"another currency than its lines", "ann@example.com", []Line{cup}, money.Money{Cents: 1, Currency: "USD"}, "total 0.01 USD does not fit lines of 9.99 EUR"},
		{"a name is not an address", "Ann <ann@example.com>", []Line{cup}, eur(999), `"Ann <ann@example.com>" is not a mail address`},
		{"everything is said at once", "ann", nil, eur(0), "\"ann\" is not a mail address\nan order needs a line"},
	}
	for _, tt := range tests {
		_, err := New("o-1", tt.email, tt.lines, tt.total, noon)
		if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v\nwant %s", tt.why, err, tt.want)
		}
	}
}

func TestBecome(t *testing.T) {
	all := []Status{Placed, Paid, Shipped, Cancelled}
	allowed := map[[2]Status]bool{
		{Placed, Paid}:      true,
		{Placed, Cancelled}: true,
		{Paid, Shipped}:     true,
		{Paid, Cancelled}:   true,
	}
	later := noon.Add(time.Hour)
	for _, from := range all {
		for _, to := range all {
			o := Order{Status: from, ChangedAt: noon}
			err := o.Become(to, later)
			if allowed[[2]Status{from, to}] {
				if err != nil || o.Status != to || o.ChangedAt != later {
					t.Errorf("%s to %s: %v, %+v", from, to, err, o)
				}
				continue
			}
			want := &TransitionError{}
			if !errors.As(err, &want) || o.Status != from || o.ChangedAt != noon {
				t.Errorf("%s to %s: got %v, %+v; want a TransitionError and no change", from, to, err, o)
			}
		}
	}
}

func TestTransitionErrorSaysWhat(t *testing.T) {
	err := (&Order{Status: Shipped}).Become(Paid, noon)
	if want := "an order that is shipped cannot become paid"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
