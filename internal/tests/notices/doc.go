// Package notices keeps THIRD_PARTY_NOTICES.md equal to the licences of the
// modules that a sekisho binary contains, and refuses licences that nobody has
// read. It holds tests only.
package notices
