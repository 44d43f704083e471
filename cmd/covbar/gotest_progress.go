package main

import (
	"fmt"
	"io"
	"slices"
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
	packages int // all that are known beforehand, and those that have ended
	tested   int
	running  []string // the folders of packages that have begun and not ended

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
	p.bar = p.newBar(columns)
	p.bar.SetTotal(int64(p.packages), false)
	return p
}

// barWidth is how many columns the bar itself takes.
const barWidth = 20

// newBar is the line of a terminal: how far the tests are, a bar if there is room for it, and what is running. What is too
// long is cut.
func (p *progress) newBar(columns int) *mpb.Bar {
	if columns < 4*barWidth {
		line := func(s decor.Statistics) string { return p.counts() + "  " + p.current(s.AvailableWidth) }
		return p.bars.New(0, mpb.NopStyle(), mpb.BarFillerTrim(), mpb.BarRemoveOnComplete(), mpb.PrependDecorators(decor.Any(line)))
	}
	counts := func(decor.Statistics) string { return p.counts() }
	current := func(s decor.Statistics) string { return p.current(s.AvailableWidth - len(" ") - barWidth - len(" ")) }
	return p.bars.New(0, mpb.BarStyle(), mpb.BarWidth(barWidth), mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Any(counts)), mpb.AppendDecorators(decor.Any(current)))
}

// counts says how far the tests are.
func (p *progress) counts() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	elapsed := p.env.now().Sub(p.begun)
	packages, modules := fmt.Sprint(max(p.packages, p.tested)), fmt.Sprint(p.modules)
	return fmt.Sprintf("%*d/%s packages  %*d/%s modules  %d:%02d", len(packages), p.tested, packages,
		len(modules), p.ended, modules, int(elapsed.Minutes()), int(elapsed.Seconds())%60)
}

// current is the package that has been running for longest. What does not fit into the columns is cut from its left: the
// last elements of a path say most.
func (p *progress) current(columns int) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.running) == 0 {
		return ""
	}
	name := []rune(harmless(p.running[0]))
	if len(name) > columns {
		name = append([]rune("…"), name[min(len(name), len(name)-columns+1):]...)
	}
	return string(name)
}

// note takes down that the tests of a package begin or have ended.
func (p *progress) note(pkg string, done bool) {
	p.mu.Lock()
	if done {
		p.tested++
		if i := slices.Index(p.running, pkg); i >= 0 {
			p.running = slices.Delete(p.running, i, i+1)
		}
	} else {
		p.running = append(p.running, pkg)
	}
	tested, packages := int64(p.tested), int64(max(p.packages, p.tested))
	p.mu.Unlock()
	if p.bar != nil { // which asks for the counts and waits for them
		p.bar.SetTotal(packages, false)
		p.bar.SetCurrent(tested)
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
	if p.bars == nil || r.word() != "ok" {
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
	switch {
	case len(r.failed) > 0:
		return "FAIL"
	case r.stopped:
		return "stop"
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
	case r.stopped && len(r.unended) == 0: // it has tests apart from those of the packages that are known
		return fmt.Sprintf("%s tested to the end, and not all", count(r.tested, "package"))
	case r.stopped:
		return fmt.Sprintf("%s tested to the end, %d not", count(r.tested, "package"), len(r.unended))
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
