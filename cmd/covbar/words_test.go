package main

import (
	"testing"
	"time"
)

func TestLasting(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Minute:             "1m",
		90 * time.Second:        "1m30s",
		2 * time.Hour:           "2h",
		time.Hour + time.Second: "1h0m1s",
		time.Hour + time.Minute: "1h1m",
		10 * time.Second:        "10s",
		1500 * time.Millisecond: "1.5s",
		0:                       "0s",
		10 * time.Minute:        "10m",
	} {
		if got := lasting(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
