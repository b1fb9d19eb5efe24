package office

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Task is a workbook that LibreOffice opens, works on and saves as .xlsx.
type Task struct {
	File string
	// Work are statements of LibreOffice Basic, in which book is the workbook; see
	// [library] for what else they can call.
	Work []string
}

// Work does tasks in one call of LibreOffice, as a user of its windows would, and
// gives the files saved, in the same order. A statement that fails, fails the test.
func Work(t testing.TB, tasks ...Task) []string {
	t.Helper()
	program := find(t, "soffice")
	dir := t.TempDir()
	log := filepath.Join(dir, "log.txt")
	var made []string
	var subs, main strings.Builder
	for i, task := range tasks {
		to := filepath.Join(dir, fmt.Sprintf("%d.xlsx", i))
		made = append(made, to)
		fmt.Fprintf(&main, "Task%d\n", i)
		fmt.Fprintf(&subs, "Sub Task%d\nOn Error Goto Failed\nbook = Opened(%s)\n%s\nSave %s\nExit Sub\nFailed:\nTell %s & Error$ & \" (line \" & Erl & \")\"\nEnd Sub\n",
			i, Quote(task.File), strings.Join(task.Work, "\n"), Quote(to), Quote(task.File+": "))
	}
	profile := writeProfile(t, dir)
	writeBasic(t, filepath.Join(profile, "user", "basic"), "Const logFile = "+Quote(log)+"\n"+library+subs.String()+"Sub Main\n"+main.String()+"StarDesktop.terminate\nEnd Sub\n")
	message, err := exec.CommandContext(t.Context(), program, "-env:UserInstallation=file://"+profile, "--headless", "--norestore", "macro:///Standard.Module1.Main").CombinedOutput()
	if err != nil {
		t.Fatalf("soffice: %v\n%s", err, message)
	}
	if text, err := os.ReadFile(log); err == nil {
		t.Fatalf("soffice: %s", text)
	}
	for i, name := range made {
		if _, err := os.Stat(name); err != nil {
			t.Fatalf("soffice did not save %s: %s", tasks[i].File, message)
		}
	}
	return made
}

// Quote writes a text as Basic does.
func Quote(text string) string {
	text = strings.ReplaceAll(text, `"`, `""`)
	return `"` + strings.ReplaceAll(text, "\n", `" & Chr(10) & "`) + `"`
}

// library is what statements can call: the sheet of a table of ours, its columns by
// their keys and its rows by their ids, all counted from 0; and what a user does by
// menu.
const library = `
Dim book As Object

Function Opened(file As String) As Object
	Dim how(0) As New com.sun.star.beans.PropertyValue
	how(0).Name = "Hidden" : how(0).Value = True
	Opened = StarDesktop.loadComponentFromURL(ConvertToURL(file), "_blank", 0, how())
End Function

Sub Save(file As String)
	Dim how(0) As New com.sun.star.beans.PropertyValue
	how(0).Name = "FilterName" : how(0).Value = "Calc MS Excel 2007 XML"
	book.storeToURL(ConvertToURL(file), how())
	book.close(True)
End Sub

Sub Tell(text As String)
	Dim n As Integer
	n = FreeFile
	Open logFile For Append As #n
	Print #n, text
	Close #n
End Sub

Function Table(id As String) As Object
	Dim i As Integer, sheet As Object
	For i = 0 To book.Sheets.Count - 1
		sheet = book.Sheets.getByIndex(i)
		If sheet.getCellByPosition(0, 0).String = "sekisho/" & id Then
			sheet.unprotect("")
			Table = sheet
			Exit Function
		End If
	Next
	Error 5
End Function

Function ColumnOf(sheet As Object, key As String) As Long
	Dim i As Long
	For i = 0 To 500
		If sheet.getCellByPosition(i, 0).String = key Then
			ColumnOf = i
			Exit Function
		End If
	Next
	Error 5
End Function

Function LastRow(sheet As Object) As Long
	Dim cursor As Object
	cursor = sheet.createCursor()
	cursor.gotoEndOfUsedArea(False)
	LastRow = cursor.RangeAddress.EndRow
End Function

Function LastColumn(sheet As Object) As Long
	Dim cursor As Object
	cursor = sheet.createCursor()
	cursor.gotoEndOfUsedArea(False)
	LastColumn = cursor.RangeAddress.EndColumn
End Function

Function RowOf(sheet As Object, id As String) As Long
	Dim data, i As Long
	data = sheet.getCellRangeByPosition(0, 0, 0, LastRow(sheet)).getDataArray()
	For i = 0 To UBound(data)
		If data(i)(0) = id Then
			RowOf = i
			Exit Function
		End If
	Next
	Error 5
End Function

Function CellAt(sheet As Object, id As String, key As String) As Object
	CellAt = sheet.getCellByPosition(ColumnOf(sheet, key), RowOf(sheet, id))
End Function

' Body is all rows below the headings.
Function Body(sheet As Object) As Object
	Body = sheet.getCellRangeByPosition(0, 5, LastColumn(sheet), LastRow(sheet))
End Function

Sub TypeText(id As String, row As String, key As String, text As String)
	CellAt(Table(id), row, key).String = text
End Sub

Sub TypeNumber(id As String, row As String, key As String, number As Double)
	CellAt(Table(id), row, key).Value = number
End Sub

Sub SortBy(id As String, key As String, ascending As Boolean)
	Dim sheet As Object, area As Object
	Dim fields(0) As New com.sun.star.table.TableSortField
	Dim how(1) As New com.sun.star.beans.PropertyValue
	sheet = Table(id)
	area = Body(sheet)
	area.merge(False)
	fields(0).Field = ColumnOf(sheet, key)
	fields(0).IsAscending = ascending
	how(0).Name = "SortFields" : how(0).Value = fields()
	how(1).Name = "ContainsHeader" : how(1).Value = False
	area.sort(how())
End Sub

Sub FilterBy(id As String, key As String, text As String)
	Dim sheet As Object, area As Object, filter As Object
	Dim fields(0) As New com.sun.star.sheet.TableFilterField
	sheet = Table(id)
	area = sheet.getCellRangeByPosition(0, 4, LastColumn(sheet), LastRow(sheet))
	filter = area.createFilterDescriptor(True)
	fields(0).Field = ColumnOf(sheet, key)
	fields(0).Operator = com.sun.star.sheet.FilterOperator.EQUAL
	fields(0).StringValue = text
	filter.setFilterFields(fields())
	filter.ContainsHeader = True
	area.filter(filter)
End Sub

Sub InsertAbove(id As String, row As String, count As Long)
	Dim sheet As Object
	sheet = Table(id)
	sheet.Rows.insertByIndex(RowOf(sheet, row), count)
End Sub

Sub HideRow(id As String, row As String)
	Dim sheet As Object
	sheet = Table(id)
	sheet.Rows.getByIndex(RowOf(sheet, row)).IsVisible = False
End Sub

Sub ColourRow(id As String, row As String, colour As Long)
	Dim sheet As Object, i As Long
	sheet = Table(id)
	i = RowOf(sheet, row)
	sheet.getCellRangeByPosition(0, i, LastColumn(sheet), i).CellBackColor = colour
End Sub
`

// writeBasic writes the library of macros of a profile.
func writeBasic(t testing.TB, dir, code string) {
	t.Helper()
	const head = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	const names = ` xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"`
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	for name, text := range map[string]string{
		"script.xlc":           `<library:libraries` + names + `><library:library library:name="Standard" library:link="false"/></library:libraries>`,
		"dialog.xlc":           `<library:libraries` + names + `><library:library library:name="Standard" library:link="false"/></library:libraries>`,
		"Standard/script.xlb":  `<library:library` + names + ` library:name="Standard" library:readonly="false" library:passwordprotected="false"><library:element library:name="Module1"/></library:library>`,
		"Standard/dialog.xlb":  `<library:library` + names + ` library:name="Standard" library:readonly="false" library:passwordprotected="false"/>`,
		"Standard/Module1.xba": `<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">` + escape.Replace(code) + `</script:module>`,
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(head+text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
