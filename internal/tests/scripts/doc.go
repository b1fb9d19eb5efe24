// Package scripts checks the shell scripts of the repository: their form, and
// what scripts/install-test-tools does on machines unlike this one. It holds
// tests only.
package scripts
