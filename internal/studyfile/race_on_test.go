//go:build race

package studyfile_test

// raceDetector tells that this test was built with the race detector.
const raceDetector = true
