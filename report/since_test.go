package report

import "testing"

func TestSince(t *testing.T) {
	at := "[`c81d77e`](https://github.com/acme/shop/commit/" + lastCommit + ")"
	before := func(v Verdict, head string, failing ...string) Marker {
		return Marker{Head: head, Verdict: v, Failing: failing}
	}
	queue := shopPath + "payments/internal/queue"
	for _, c := range []struct {
		name   string
		r      *Report
		before Marker
		want   string
		why    string
	}{
		{"first", passing(), Marker{}, "", "there was no comment"},
		{"still met", passing(), before(Pass, lastCommit), "", "no news"},
		{"still not met", failedSystem(), before(Fail, lastCommit, queue), "", "no news"},
		{"green", passing(), before(Fail, lastCommit), "the bar was not met at " + at, "nobody knows what failed"},
		{"mended", passing(), before(Fail, lastCommit, shopPath+"gateway", shopPath+"gone"), "mended since " + at + ": gateway", "what is gone is not mended"},
		{"mended in part", failed(), before(Fail, lastCommit, shopPath+"gateway", queue), "mended since " + at + ": gateway", "good news among bad"},
		{"tests fail", failed(), before(Fail, lastCommit, shopPath+"catalog/search"), "", "a package whose tests fail is not mended, whatever its number"},
		{"no bar", passing(), before(Fail, lastCommit, shopPath+"orders/version"), "the bar was not met at " + at, "a bar that is no more was not met"},
		{"total", passing(), before(Fail, lastCommit, everything), "mended since " + at + ": all packages together", "the total has a bar, too"},
		{
			"many", passing(), before(Fail, lastCommit, shopPath+"gateway", shopPath+"gateway/http", shopPath+"mailer", shopPath+"pricing", shopPath+"pricing/domain", shopPath+"shipping"),
			"mended since " + at + ": gateway, gateway/http, mailer, pricing, pricing/domain and 1 more", "more are counted",
		},
		{"again", passing(), before(Fail, shopCommit, shopPath+"gateway"), "mended since the last run: gateway", "the same commit, run again"},
		{"no head", passing(), before(None, ""), "there was no verdict at the last run", "a marker without a commit"},
		{"verdict", passing(), before(None, lastCommit), "there was no verdict at " + at, "a verdict is news"},
		{"none", none(1), before(Fail, lastCommit, shopPath+"gateway"), "", "without a verdict nothing is known"},
	} {
		s := &sheet{page: shopPage()}
		s.page.Before = c.before
		if got := s.since(c.r, shopPath); got != c.want {
			t.Errorf("%s: %q, want %q: %s", c.name, got, c.want, c.why)
		}
	}
}
