package ooxmlcheck

// order gives, for elements whose children the schema orders, these children in
// their order. Source: ECMA-376, 5th edition, part 1, annex A (transitional
// schemas in part 4).
var order = map[string][]string{
	"pPr": {"pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers", "pBdr", "shd", "tabs",
		"suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd",
		"snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment",
		"textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
		// DrawingML has a pPr of its own.
		"lnSpc", "spcBef", "spcAft", "buClrTx", "buClr", "buSzTx", "buSzPct", "buSzPts", "buFontTx", "buFont", "buNone", "buAutoNum", "buChar", "tabLst", "defRPr"},
	"rPr": {"rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss", "imprint", "noProof",
		"snapToGrid", "vanish", "webHidden", "color", "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd",
		"fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath",
		// DrawingML.
		"ln", "noFill", "solidFill", "gradFill", "effectLst", "latin", "ea", "sym", "hlinkClick"},
	"tblPr": {"tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc", "tblCellSpacing", "tblInd",
		"tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook", "tblCaption", "tblDescription"},
	"trPr": {"cantSplit", "tblHeader"},
	"tcPr": {"cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark",
		// DrawingML.
		"lnL", "lnR", "lnT", "lnB", "noFill", "solidFill"},
	"tblBorders": {"top", "left", "start", "bottom", "right", "end", "insideH", "insideV"},
	"tblCellMar": {"top", "left", "start", "bottom", "right", "end"},
	"pBdr":       {"top", "left", "bottom", "right", "between", "bar"},
	"sectPr": {"headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType", "pgNumType",
		"cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection", "bidi", "rtlGutter", "docGrid"},
	"tbl":          {"tblPr", "tblGrid", "tr", "bookmarkStart", "bookmarkEnd"},
	"tr":           {"tblPrEx", "trPr", "tc"},
	"style":        {"name", "aliases", "basedOn", "next", "link", "autoRedefine", "hidden", "uiPriority", "semiHidden", "unhideWhenUsed", "qFormat", "locked", "pPr", "rPr", "tblPr", "trPr", "tcPr", "tblStylePr"},
	"lvl":          {"start", "numFmt", "lvlRestart", "pStyle", "isLgl", "suff", "lvlText", "lvlPicBulletId", "legacy", "lvlJc", "pPr", "rPr"},
	"settings":     {"zoom", "updateFields", "defaultTabStop", "characterSpacingControl", "strictFirstAndLastChars", "footnotePr", "compat", "themeFontLang", "decimalSymbol", "listSeparator"},
	"inline":       {"extent", "effectExtent", "docPr", "cNvGraphicFramePr", "graphic"},
	"numbering":    {"numPicBullet", "abstractNum", "num"},
	"styles":       {"docDefaults", "latentStyles", "style"},
	"bodyPr":       {"prstTxWarp", "noAutofit", "normAutofit", "spAutoFit"},
	"spPr":         {"xfrm", "custGeom", "prstGeom", "noFill", "solidFill", "gradFill", "blipFill", "ln", "effectLst"},
	"txBody":       {"bodyPr", "lstStyle", "p"},
	"sp":           {"nvSpPr", "spPr", "style", "txBody"},
	"pic":          {"nvPicPr", "blipFill", "spPr"},
	"cSld":         {"bg", "spTree"},
	"sldMaster":    {"cSld", "clrMap", "sldLayoutIdLst", "timing", "hf", "txStyles"},
	"sldLayout":    {"cSld", "clrMapOvr", "timing", "hf"},
	"sld":          {"cSld", "clrMapOvr", "transition", "timing"},
	"presentation": {"sldMasterIdLst", "notesMasterIdLst", "handoutMasterIdLst", "sldIdLst", "sldSz", "notesSz", "defaultTextStyle"},
	"graphicFrame": {"nvGraphicFramePr", "xfrm", "graphic"},
}
