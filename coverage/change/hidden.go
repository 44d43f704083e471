package change

import (
	"context"
	"os"
	"path/filepath"
	"slices"
)

// hidden returns the sources whose changes git does not see.
func (r *Repository) hidden(ctx context.Context) ([]string, error) {
	ignored, err := r.names(ctx, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", ":(glob)**/*.go",
		":(exclude,glob)**/vendor/**", ":(exclude,glob)**/testdata/**", ":(exclude,glob)**/node_modules/**",
		":(exclude,glob)**/.*/**", ":(exclude,glob)**/_*/**")
	if err != nil {
		return nil, err
	}
	tagged, err := r.names(ctx, "ls-files", "-z", "-v", "--", ":(glob)**/*.go",
		":(glob)**/go.mod", ":(glob)**/go.sum", ":(glob)**/go.work", ":(glob)**/go.work.sum")
	if err != nil {
		return nil, err
	}
	return slices.Concat(ignored, r.unwatched(tagged)), nil
}

// unwatched returns the files that git takes for unchanged without a look, of those that it tells with a letter and a space
// before them.
func (r *Repository) unwatched(tagged []string) (files []string) {
	for _, file := range tagged {
		tag, name := file[0], file[len("H "):]
		switch {
		case tag == 's' || tag == 'S': // skip-worktree, which also is what a sparse checkout leaves out
			if _, err := os.Lstat(filepath.Join(r.Top, filepath.FromSlash(name))); err == nil {
				files = append(files, name)
			}
		case 'a' <= tag && tag <= 'z': // assume-unchanged
			files = append(files, name)
		}
	}
	return files
}
