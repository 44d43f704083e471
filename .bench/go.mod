module github.com/covbar/covbar/bench

go 1.26.0

require (
	github.com/covbar/covbar v0.0.0
	github.com/klauspost/compress v1.20.3
	golang.org/x/tools v0.52.0
)

replace github.com/covbar/covbar => ..

tool github.com/wadey/gocovmerge

require (
	github.com/wadey/gocovmerge v0.0.0-20160331181800-b5bfa59ec0ad // indirect
	golang.org/x/text v0.43.0 // indirect
)
