package cli

// sheetCommand groups the commands about Excel files.
type sheetCommand struct {
	Export sheetExportCommand `cmd:""`
	Check  sheetCheckCommand  `cmd:""`
}
