package covdata

import "testing"

func TestIsData(t *testing.T) {
	const hash = "83e48946ae9a515928414528f819b5e3"
	tests := []struct {
		name   string
		want   bool
		reason string
	}{
		{"covmeta." + hash, true, "meta data"},
		{"covcounters." + hash + ".4070.1795466973721842007", true, "counters"},
		{"tmp.covmeta." + hash + "1795466973721842007", true, "meta data that were never finished"},
		{"tmp.covcounters." + hash + ".4070.1795466973721842007", true, "counters that were never finished"},
		{"covmeta.go", false, "a source"},
		{"covmeta." + hash + ".gz", false, "the tool does not unpack"},
		{"covcounters." + hash, false, "no process"},
		{"metafiles.txt", false, "only the go command reads it"},
		{"", false, "no name"},
	}
	for _, test := range tests {
		if got := IsData(test.name); got != test.want {
			t.Errorf("%s: IsData(%q) = %v", test.reason, test.name, got)
		}
	}
}
