// Package e2e tests the workbench as a person uses it: the real program, a real
// browser, the real database. It is a module of its own, so that what drives the
// browser is no part of sekisho's dependencies.
//
// Run it with scripts/test-e2e, which installs what it needs. With
// SEKISHO_SHOTS=DIR it leaves a picture of every page that it looks at, and with
// SEKISHO_SIZE=1920x1080 on a screen of that size.
package e2e
