package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// A progress shows on standard error how far the tests are: one line that changes on a terminal, elsewhere one line for
// each module that has ended. What belongs to failures is shown in one piece for each module, as soon as it has ended.
type progress struct {
	env   env
	begun time.Time
	width int // of the longest name of a module

	mu       sync.Mutex
	modules  int // all, and those that have ended
	ended    int
	packages int
	tested   int
	current  string // the folder of the package that began last

	bars *mpb.Progress // nil where there is no terminal
	bar  *mpb.Bar
}

func newProgress(e env, jobs []job) *progress {
	p := &progress{env: e, begun: e.now(), modules: len(jobs)}
	for _, j := range jobs {
		p.packages += len(j.packages)
		p.width = max(p.width, len(j.name))
	}
	columns, terminal := e.terminal(e.stderr)
	if !terminal || columns <= 0 || e.getenv("TERM") == "dumb" { // no line can be drawn where there is no width
		return p
	}
	p.bars = mpb.New(mpb.WithOutput(e.stderr), mpb.WithAutoRefresh(), mpb.WithWidth(columns))
	p.bar = p.bars.New(0, mpb.NopStyle(), mpb.BarFillerTrim(), mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Any(func(decor.Statistics) string { return p.line() })))
	return p
}

// line is what a terminal shows while tests run; mpb cuts it to the terminal's width.
func (p *progress) line() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	elapsed := p.env.now().Sub(p.begun)
	return harmless(fmt.Sprintf("%d/%d modules  %d/%d packages  %d:%02d  %s", p.ended, p.modules, p.tested,
		max(p.packages, p.tested), int(elapsed.Minutes()), int(elapsed.Seconds())%60, p.current))
}

// note takes down that the tests of a package begin or have ended.
func (p *progress) note(pkg string, done bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if done {
		p.tested++
	} else {
		p.current = pkg
	}
}

// show shows what tests have printed.
func (p *progress) show(text string) { p.write(p.tame(text)) }

// tame is text as tests may print it here.
func (p *progress) tame(text string) string {
	if p.env.getenv("GITHUB_ACTIONS") != "" {
		return inert(text)
	}
	return text
}

// finished shows the result of a module.
func (p *progress) finished(r result) {
	text := p.tame(r.output)
	if p.bars == nil || len(r.failed) > 0 {
		text += harmless(fmt.Sprintf("%-4s  %-*s  %s  %.1fs", r.word(), p.width, r.job.name, r.told(), r.elapsed.Seconds())) + "\n"
	}
	p.mu.Lock()
	p.ended++
	p.mu.Unlock()
	p.write(text)
}

// write writes in one piece, above the line of a terminal.
func (p *progress) write(text string) {
	if p.bars != nil {
		if _, err := io.WriteString(p.bars, text); err == nil {
			return
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	_, _ = io.WriteString(p.env.stderr, text)
}

func (r result) word() string {
	if len(r.failed) > 0 {
		return "FAIL"
	}
	return "ok"
}

// told is the result in words.
func (r result) told() string {
	switch {
	case r.broken:
		return "go test could not test it"
	case len(r.failed) > 0:
		return fmt.Sprintf("%d of %s failed", len(r.failed), count(r.tested, "package"))
	}
	return count(r.tested, "package")
}

// close takes the line away.
func (p *progress) close() {
	if p.bars == nil {
		return
	}
	p.bar.Abort(true)
	p.bars.Wait()
}
