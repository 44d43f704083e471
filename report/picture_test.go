package report

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// readmePicture is the comment that the README shows.
const readmePicture = "comment-fail.md"

// A scheme is the colours that somebody prefers, as Chromium numbers them.
type scheme int

const (
	dark scheme = iota
	light
)

// paint makes a picture of a comment of some height.
func (b browser) paint(t *testing.T, file, comment string, colours scheme, height float64) {
	t.Helper()
	b.run(t, b.article(t, "", comment), "--screenshot="+file, fmt.Sprintf("--blink-settings=preferredColorScheme=%d", colours),
		fmt.Sprintf("--window-size=%d,%d", commentWidth+32, int(height)), "--disable-lcd-text")
	shrink(t, file)
}

// paintAll keeps pictures of a comment among the artifacts of the test.
func (b browser) paintAll(t *testing.T, s sight, comment string) {
	t.Helper()
	name := filepath.Join(t.ArtifactDir(), strings.TrimSuffix(s.Name, ".md"))
	unfolded := strings.ReplaceAll(comment, "<details>", "<details open>")
	for colours, word := range []string{dark: "dark", light: "light"} {
		b.paint(t, name+"-"+word+".png", comment, scheme(colours), s.Height)
		b.paint(t, name+"-"+word+"-unfolded.png", unfolded, scheme(colours), s.Unfolded)
	}
}

// shrink writes a picture again with 256 colours, as small as can be: a page of text has few.
func shrink(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	full, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	counts := map[color.RGBA]int{}
	for y := range full.Bounds().Dy() {
		for x := range full.Bounds().Dx() {
			counts[color.RGBAModel.Convert(full.At(x, y)).(color.RGBA)]++
		}
	}
	byCount := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)))
	})
	var palette color.Palette
	seen := map[color.RGBA]bool{} // of colours that nobody can tell apart, one is enough
	for _, c := range byCount {
		if near := (color.RGBA{R: c.R >> 3, G: c.G >> 3, B: c.B >> 3}); !seen[near] && len(palette) < 256 {
			seen[near] = true
			palette = append(palette, c)
		}
	}
	few := image.NewPaletted(full.Bounds(), palette)
	draw.Draw(few, few.Bounds(), full, image.Point{}, draw.Src)
	var small bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, few); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, small.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}
