// Package githubtest is a GitHub for tests: a server on loopback that keeps pull requests, comments, statuses and check runs
// in memory, has the limits of the real one and its answers to what it refuses, and goes wrong where a test wants it to.
//
// Where COVBAR_OPENAPI names a cut of GitHub's own description of its API (.ci/openapi makes one), every request and every
// answer is held against it, and the test fails where they differ.
package githubtest
