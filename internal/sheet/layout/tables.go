package layout

// id is the column of row ids, the first of every table.
func id() Column { return Column{Key: "_id", Kind: Hidden} }

// All lists the tables with their columns, in the order of the sheets.
func All() []Table {
	return []Table{
		assets(), flows(), threats(), deployments(), cells(), trees(),
		letters(Letters), letters(Levels), damages(), coverage(), plan(), hearing(), comparison(), findings(),
	}
}

// Of gives the table with the id. ok is false for sheets that are no table:
// those of the cover and the legend.
func Of(t TableID) (table Table, ok bool) {
	for _, x := range All() {
		if x.ID == t {
			return x, true
		}
	}
	return Table{}, false
}

// assets is 資産一覧. Its rows are [AssetID].
func assets() Table {
	return Table{Assets, []Column{
		id(),
		{Key: "no", Width: 5},
		{Key: "asset_type", Width: 16},
		{Key: "asset", Width: 26},
		{Key: "count", Width: 6},
		{Key: "zone", Group: "placement", Width: 18},
		{Key: "exposure", Group: "placement", Width: 14},
		{Key: "physical", Group: "placement", Width: 14},
		{Key: "links", Width: 30},
		{Key: "classes", Width: 16},
		{Key: "stops", Width: 20},
		{Key: "importance", Group: "rating", Kind: Editable, Sets: SetImportance, Values: Level, Width: 8},
		{Key: "importance_suggested", Group: "rating", Width: 8},
		{Key: "importance_reason", Group: "rating", Kind: Editable, Sets: SetReason, Width: 36},
		{Key: "_importance", Kind: Hidden},
		{Key: "_importance_read", Kind: Hidden},
	}}
}

// flows is データフローマトリクス: senders down, receivers across. Its rows and its
// further columns are [AssetID].
func flows() Table {
	return Table{Flows, []Column{id(), {Key: "sender", Width: 24}}}
}

// threats is 脅威×資産種別 対応表. Its rows are [ThreatID]; its further columns
// [TypeID].
func threats() Table {
	return Table{Threats, []Column{id(), {Key: "no", Width: 5}, {Key: "threat", Width: 24}, {Key: "threat_text", Width: 44}}}
}

// deployments is 対策の配置一覧. Its rows are [DeploymentID].
func deployments() Table {
	return Table{Deployments, []Column{
		id(),
		{Key: "no", Width: 5},
		{Key: "class", Width: 14},
		{Key: "countermeasure", Width: 26},
		{Key: "scope_kind", Width: 10},
		{Key: "scope", Width: 32},
		{Key: "status", Kind: Editable, Sets: SetStatus, Values: Status, Width: 10},
		{Key: "effective", Kind: Editable, Sets: SetEffective, Values: Effectiveness, Width: 11},
		{Key: "evidence", Kind: Editable, Sets: SetEvidence, Width: 34},
		{Key: "note", Kind: Editable, Sets: SetNote, Width: 34},
		{Key: "managed_by", Width: 18},
		{Key: "written_in", Width: 14},
		{Key: "_status", Kind: Hidden},
		{Key: "_effective", Kind: Hidden},
	}}
}

// cells is 資産ベースのリスク分析シート. Its rows are [CellID].
func cells() Table {
	return Table{Cells, []Column{
		id(),
		{Key: "no", Width: 6},
		{Key: "asset_type", Group: "subject", Width: 13},
		{Key: "asset", Group: "subject", Width: 18},
		{Key: "threat_level", Group: "rating", Kind: Editable, Sets: SetThreatLevel, Values: Level, Width: 7},
		{Key: "vulnerability_level", Group: "rating", Kind: Calculated, Width: 7.5},
		{Key: "importance", Group: "rating", Kind: Calculated, Width: 7.5},
		{Key: "risk", Group: "rating", Kind: Calculated, Width: 7.5},
		{Key: "risk_range", Group: "rating", Kind: Calculated, Width: 8},
		{Key: "threat", Group: "threat", Width: 18},
		{Key: "threat_text", Group: "threat", Width: 28},
		{Key: "prevent_intrusion", Group: "prevent", Width: 29},
		{Key: "prevent_objective", Group: "prevent", Width: 24},
		{Key: "detect", Group: "countermeasures", Width: 27},
		{Key: "continuity", Group: "countermeasures", Width: 23},
		{Key: "countermeasure_level", Group: "verdict", Kind: Editable, Sets: SetCountermeasureLevel, Values: Level, Width: 7.5},
		{Key: "derived", Group: "verdict", Width: 14},
		{Key: "remarks", Group: "verdict", Width: 18},
		{Key: "reason", Group: "verdict", Kind: Editable, Sets: SetReason, Width: 24},
		{Key: "_asset", Kind: Hidden},
		{Key: "_threat_level", Kind: Hidden},
		{Key: "_countermeasure_level", Kind: Hidden},
		{Key: "_countermeasure_best", Kind: Hidden},
		{Key: "_threat_level_read", Kind: Hidden},
		{Key: "_countermeasure_level_read", Kind: Hidden},
	}}
}

// trees is 事業被害ベースのリスク分析シート. Its rows are [DamageID], [RouteID] and, for
// each attack step, [StepID].
func trees() Table {
	return Table{Trees, []Column{
		id(),
		{Key: "no", Width: 6},
		{Key: "tree_text", Width: 62},
		{Key: "threat_level", Group: "rating", Kind: Calculated, Width: 7.5},
		{Key: "vulnerability_level", Group: "rating", Kind: Calculated, Width: 7.5},
		{Key: "impact_level", Group: "rating", Width: 9},
		{Key: "risk", Group: "rating", Kind: Calculated, Width: 7.5},
		{Key: "risk_range", Group: "rating", Kind: Calculated, Width: 8},
		{Key: "prevent_intrusion", Group: "prevent", Width: 24},
		{Key: "prevent_objective", Group: "prevent", Width: 22},
		{Key: "detect", Group: "countermeasures", Width: 22},
		{Key: "continuity", Group: "countermeasures", Width: 18},
		{Key: "step_level", Group: "countermeasure_level", Kind: Calculated, Width: 9},
		{Key: "tree_level", Group: "countermeasure_level", Kind: Calculated, Width: 7.5},
		{Key: "tree_no", Group: "tree", Width: 8},
		{Key: "tree_steps", Group: "tree", Width: 22},
		{Key: "tree_note", Group: "tree", Width: 24},
		{Key: "_cell", Kind: Hidden},
		{Key: "_step_level", Kind: Hidden},
		{Key: "_step_best", Kind: Hidden},
		{Key: "_tree_best", Kind: Hidden},
		{Key: "_threat_cell", Kind: Hidden},
		{Key: "_threat_level", Kind: Hidden},
	}}
}

// letters is a summary of the asset-based analysis: assets down, threats across
// as [ThreatID], then the counts. Its rows are [AssetID].
func letters(of TableID) Table {
	return Table{of, []Column{
		id(), {Key: "no", Width: 5}, {Key: "asset", Width: 26}, {Key: "importance", Kind: Calculated, Width: 7.5},
	}}
}

// damages is リスク値まとめ（事業被害ベース）. Its rows are [DamageID] and [RouteID].
func damages() Table {
	return Table{Damages, []Column{
		id(),
		{Key: "damage", Width: 26},
		{Key: "goal", Width: 34},
		{Key: "entry", Width: 38},
		{Key: "threat_level", Group: "rating", Width: 7.5},
		{Key: "vulnerability_level", Group: "rating", Width: 7.5},
		{Key: "impact_level", Group: "rating", Width: 9},
		{Key: "risk", Group: "rating", Width: 7},
		{Key: "risk_range", Group: "rating", Width: 8},
		{Key: "trees_found", Group: "tree", Width: 10},
		{Key: "trees_listed", Group: "tree", Width: 8},
		{Key: "step_counts", Group: "tree", Width: 16},
		{Key: "deciding", Width: 44},
	}}
}

// coverage is 対策状況まとめ: countermeasures down as [CountermeasureID], assets across
// as [AssetID].
func coverage() Table {
	return Table{Coverage, []Column{id(), {Key: "class", Width: 13}, {Key: "countermeasure", Width: 28}}}
}

// plan is 対策計画. Its rows are the plans, "plan/<letter>", and in each of them its
// countermeasures, "plan/<letter>/deployment/<deployment>", and business damages,
// "plan/<letter>/damage/<damage>".
func plan() Table {
	return Table{Plan, []Column{
		id(),
		{Key: "plan", Width: 16},
		{Key: "plan_row", Width: 11},
		{Key: "no", Width: 6},
		{Key: "plan_text", Width: 46},
		{Key: "plan_place", Width: 40},
		{Key: "plan_before", Width: 10},
		{Key: "plan_after", Width: 10},
		{Key: "plan_target", Width: 10},
		{Key: "initial_cost", Group: "cost", Width: 13},
		{Key: "yearly_cost", Group: "cost", Width: 13},
		{Key: "effort", Group: "cost", Width: 9},
	}}
}

// hearing is ヒアリング: a row for each question, "question/<question>", those first
// that are to be asked next.
func hearing() Table {
	return Table{Hearing, []Column{
		id(),
		{Key: "ask_order", Width: 7},
		{Key: "question", Width: 20},
		{Key: "countermeasure", Width: 26},
		{Key: "asked", Width: 46},
		{Key: "scope", Width: 34},
		{Key: "letters_open", Width: 9},
		{Key: "answer_in_place", Group: "answers", Width: 8},
		{Key: "answer_partial", Group: "answers", Width: 8},
		{Key: "answer_planned", Group: "answers", Width: 8},
		{Key: "answer_absent", Group: "answers", Width: 8},
		{Key: "answer_not_applicable", Group: "answers", Width: 8},
		{Key: "answer_unknown", Group: "answers", Width: 8},
		{Key: "answer_none", Group: "answers", Width: 8},
	}}
}

// comparison is モデル比較: a row for each model, as [ModelID].
func comparison() Table {
	return Table{Comparison, []Column{id(), {Key: "model", Width: 36}}}
}

// findings is 指摘.
func findings() Table {
	return Table{Findings, []Column{
		id(), {Key: "no", Width: 5}, {Key: "severity", Width: 9}, {Key: "code", Width: 28}, {Key: "message", Width: 70}, {Key: "fix", Width: 60},
		{Key: "accepted", Width: 40},
	}}
}
