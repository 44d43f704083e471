package report

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// commentWidth is how wide GitHub shows a comment on a large screen, in pixels.
const commentWidth = 830

// A browser shows Markdown as GitHub does.
type browser struct{ chromium, cmark, css string }

// findBrowser skips the test where a browser, or what makes a page of Markdown, is not there.
func findBrowser(t *testing.T) browser {
	t.Helper()
	const stylesheet = "COVBAR_MARKDOWN_CSS"
	var b browser
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			b.chromium = cmp.Or(b.chromium, path)
		}
	}
	if b.chromium == "" {
		t.Skip("there is no Chromium in PATH")
	}
	var err error
	if b.cmark, err = exec.LookPath("cmark-gfm"); err != nil {
		t.Skip("GitHub's Markdown cannot be read:", err)
	}
	name := os.Getenv(stylesheet)
	if name == "" {
		t.Skip(stylesheet + " does not name the file github-markdown.css of npm's github-markdown-css")
	}
	css, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	b.css = string(css)
	return b
}

// article is a comment as GitHub's server makes HTML of it, apart from what that would sanitize: nothing must be left to do.
func (b browser) article(t *testing.T, name, markdown string) string {
	t.Helper()
	cmd := exec.Command(b.cmark, "--unsafe", "-e", "table", "-e", "strikethrough", "-e", "autolink", "-e", "tasklist")
	cmd.Stdin = strings.NewReader(markdown)
	text, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	const alert, end = "<blockquote>\n<p>[!NOTE]\n", "</blockquote>"
	if before, after, ok := strings.Cut(string(text), alert); ok {
		note, after, _ := strings.Cut(after, end)
		text = []byte(before + `<div class="markdown-alert markdown-alert-note"><p class="markdown-alert-title">Note</p><p>` + note + "</div>" + after)
	}
	return fmt.Sprintf("<article class=markdown-body title=\"%s\">\n%s</article>\n", html.EscapeString(name), text)
}

// run shows a page, and returns what the browser prints.
func (b browser) run(t *testing.T, body string, args ...string) []byte {
	t.Helper()
	// The browser may still write there when it has ended, so the folder is not one of t.
	dir, err := os.MkdirTemp("", "browser-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	page := filepath.Join(dir, "page.html")
	text := fmt.Sprintf(`<!doctype html><meta charset=utf-8>
<meta http-equiv=Content-Security-Policy content="default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-ours'">
<style>%s
body { margin: 0 }
article { width: %dpx; padding: 16px }</style>
<body>%s`, b.css, commentWidth, body)
	if err := os.WriteFile(page, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, b.chromium, slices.Concat([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
		"--disable-sync", "--no-first-run", "--hide-scrollbars", "--user-data-dir=" + filepath.Join(dir, "profile"),
	}, args, []string{"file://" + filepath.ToSlash(page)})...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	return out
}
