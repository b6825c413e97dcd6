/* SPDX-License-Identifier: BSD-2-Clause */
/* check_type_names.c -- what types of dumps are called, and stand for. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "model/type.h"
#include "tests/suites.h"
#include "tests/synth_model.h"

static struct dump_err err;

/* The filters that TEXT stands for: "type mask=0x1; drop what=relro", or why
 * it is refused; static. */
static const char *
filters(const char *os, const char *text)
{
	static char out[512];
	struct dump_model *m = synth_model(os);
	struct dump_plan *p;
	size_t i, n = 0;

	ck_assert_int_eq(dump_plan_new(&p, m, &err), 0);
	if (dump_plan_type(p, text, &err) == -1) {
		ck_assert_int_eq(err.code, DUMP_E_ARG);
		snprintf(out, sizeof out, "%s", err.msg);
	} else
		for (i = 0; i < p->nfilters; i++)
			n += (size_t)snprintf(out + n, sizeof out - n,
			    "%s%s%s%s", i > 0 ? "; " : "",
			    p->filters[i].name, p->filters[i].options != NULL ?
			    " " : "", p->filters[i].options != NULL ?
			    p->filters[i].options : "");
	dump_plan_free(p);
	dump_model_free(m);
	return out;
}

static const char *
meaning(const char *text)
{
	return filters("os windows", text);
}

/* What it is called for short; why not, with the list of right names. */
static const char *
title(const char *text)
{
	static char out[512];
	char name[DUMP_TYPE_TEXT];
	const char *list;

	if (dump_type_check(name, &list, text, &err) == 0)
		snprintf(out, sizeof out, "%s", name);
	else
		snprintf(out, sizeof out, "%s%s%s", err.msg,
		    list != NULL ? " " : "", list != NULL ? list : "");
	return out;
}

START_TEST(every_flag_has_a_name_and_a_number)
{
	char mask[128], text[64];
	unsigned bit;

	for (bit = 0; dump_type_name(bit) != NULL; bit++) {
		snprintf(mask, sizeof mask, "%s", meaning(dump_type_name(bit)));
		snprintf(text, sizeof text, "0x%x", 1u << bit);
		ck_assert_str_eq(meaning(text), mask);
		snprintf(text, sizeof text, "%u", 1u << bit);
		ck_assert_str_eq(meaning(text), mask);
		ck_assert_ptr_nonnull(dump_type_summary(bit));
	}
	ck_assert_uint_eq(bit, TYPE_FLAGS);
	ck_assert_uint_eq((1u << bit) - 1, TYPE_ALL);
}
END_TEST

START_TEST(names_need_neither_case_nor_prefix)
{
	static const char *const same[] = {
		"MiniDumpWithDataSegs", "withdatasegs", "WithDataSegments",
		"minidumpwithdatasegments", "DataSegs",
		"0x1", "1",
	};
	size_t i;

	for (i = 0; i < sizeof same / sizeof *same; i++)
		ck_assert_str_eq(meaning(same[i]), "type mask=0x1");
	ck_assert_str_eq(meaning("MiniDumpNormal"), "type mask=0x0");
	ck_assert_str_eq(meaning("normal"), "type mask=0x0");
	ck_assert_str_eq(meaning("WithoutOptionalData"), "type mask=0x400");
	ck_assert_str_eq(meaning("IgnoreInaccessibleMemory"),
	    "type mask=0x20000");
}
END_TEST

START_TEST(flags_are_joined_by_commas_bars_or_blanks)
{
	static const char all[] = "type mask=0x41a25";

	ck_assert_str_eq(meaning("WithDataSegs,WithHandleData|0x41a20"), all);
	ck_assert_str_eq(meaning("WithDataSegs | WithHandleData | 268832"),
	    all);
	ck_assert_str_eq(meaning(" 0x41A25, "), all);
	ck_assert_str_eq(meaning("dotnet-heap"), all);
	ck_assert_str_eq(meaning("dotnet-heap,WithCodeSegs"),
	    "type mask=0x43a25");
	ck_assert_str_eq(meaning(""), "no type is named");
	ck_assert_str_eq(meaning(" ,|"), "no type is named");
}
END_TEST

START_TEST(cuts_stand_alone)
{
	ck_assert_str_eq(meaning("Heap"), "heap");
	ck_assert_str_eq(meaning("full"), "full");
	ck_assert_str_eq(meaning("heap,WithCodeSegs"),
	    "heap stands alone; only flags can be joined");
	ck_assert_str_eq(meaning("0x1 core-filter:3"),
	    "core-filter stands alone; only flags can be joined");
}
END_TEST

START_TEST(letters_are_those_of_windbg)
{
	ck_assert_str_eq(meaning("windbg-ma"), "type mask=0x1826");
	ck_assert_str_eq(meaning("windbg-mfFhut"), "type mask=0x1826");
	ck_assert_str_eq(meaning("WinDbg-mA"), "type mask=0x21826");
	ck_assert_str_eq(meaning("windbg-m"), "type mask=0x0");
	ck_assert_str_eq(meaning("windbg-mwdc"), "type mask=0x2201");
	ck_assert_str_eq(meaning("windbg-mF"), "type mask=0x800");
	ck_assert_str_eq(meaning("windbg-mf"), "type mask=0x2");
	ck_assert_str_eq(meaning("windbg-mfz"),
	    "unknown letter \"z\" of windbg-m; there are aAcdfFhiprRtuwy");
}
END_TEST

START_TEST(filters_of_cores_have_bits)
{
	ck_assert_str_eq(meaning("core-filter:0x33"),
	    "core-filter mask=0x33");
	ck_assert_str_eq(meaning("core_filter=51"), "core-filter mask=0x33");
	ck_assert_str_eq(meaning("core-filter"), "core-filter mask=0x33");
	ck_assert_str_eq(meaning("core-filter:"),
	    "core-filter: \"\" is no number");
	ck_assert_str_eq(meaning("core-filter:0x200"),
	    "core-filter: unknown bits 0x200; it has 0 to 8");
}
END_TEST

START_TEST(presets_mean_what_their_tools_do)
{
	ck_assert_str_eq(meaning("dotnet-full"), "type mask=0x41827");
	ck_assert_str_eq(meaning("dotnet-mini"), "type mask=0x1005");
	ck_assert_str_eq(meaning("0x41"), "indirect; type mask=0x1");
	ck_assert_str_eq(meaning("0x441"), "type mask=0x401");
	ck_assert_str_eq(meaning("windbg-mi"), "indirect; type mask=0x0");
	ck_assert_str_eq(meaning("mini-indirect"), "mini-indirect");
	ck_assert_str_eq(meaning("procdump-mm"),
	    "mini-indirect; keep what=record:*");
	ck_assert_str_eq(meaning("minidumper-mm"), "type mask=0x804");
	ck_assert_str_eq(meaning("minidumper-ma"), "type mask=0x806");
	ck_assert_str_eq(meaning("wer-micro"), "type mask=0x521");
	ck_assert_str_eq(meaning("wer-mini"), "type mask=0x40121");
	ck_assert_str_eq(meaning("wer-heap"), "type mask=0x51b25");
	ck_assert_str_eq(meaning("procdump-ma"), "full");
	ck_assert_str_eq(meaning("lldb-stack"), "mini");
	ck_assert_str_eq(meaning("lldb_dirty"), "heap; drop what=relro");
}
END_TEST

START_TEST(masks_of_presets_are_as_published)
{
	static const struct {
		const char	*name;
		uint64_t	 mask;
	} known[] = {
		{ "dotnet-full", 0x41827 }, { "dotnet-heap", 0x41a25 },
		{ "dotnet-mini", 0x1005 }, { "dotnet-triage", 0x1205ac },
		{ "metalama", 0x25b2d }, { "minidumper-mm", 0x804 },
		{ "minidumper-ma", 0x806 }, { "wer-micro", 0x521 },
		{ "wer-mini", 0x40121 }, { "wer-heap", 0x51b25 },
		{ "windbg-ma", 0x1826 },
	};
	const char *name;
	size_t i, j;

	for (i = 0; (name = dump_preset_name(i)) != NULL; i++) {
		ck_assert_str_eq(title(name), name);
		ck_assert_ptr_nonnull(dump_preset_summary(i));
		for (j = 0; j < sizeof known / sizeof *known; j++)
			if (strcmp(name, known[j].name) == 0)
				ck_assert_uint_eq(dump_preset_mask(i),
				    known[j].mask);
	}
	for (j = 0; j < sizeof known / sizeof *known; j++)
		ck_assert_str_eq(dump_preset_of(known[j].mask),
		    known[j].name);
	ck_assert_ptr_null(dump_preset_of(0x1));
	ck_assert_ptr_null(dump_preset_of(UINT64_MAX));
	ck_assert_uint_ge(i, 10);
	ck_assert_uint_eq(dump_preset_mask(0), DUMP_NOWHERE);
}
END_TEST

START_TEST(a_type_has_a_short_name)
{
	ck_assert_str_eq(title("HEAP"), "heap");
	ck_assert_str_eq(title("Dotnet_Heap"), "dotnet-heap");
	ck_assert_str_eq(title("WithDataSegs|WithHandleData"), "0x5");
	ck_assert_str_eq(title("dotnet-heap WithHandleData"), "0x41a25");
	ck_assert_str_eq(title("core-filter:51"), "core-filter:0x33");
}
END_TEST

START_TEST(unknown_names_are_answered_with_the_nearest)
{
	ck_assert_str_eq(title("WithPrivateMemory"),
	    "unknown flag \"WithPrivateMemory\"; did you mean "
	    "WithPrivateReadWriteMemory? flags");
	ck_assert_str_eq(title("MiniDumpWithHandelData"),
	    "unknown flag \"MiniDumpWithHandelData\"; did you mean "
	    "WithHandleData? flags");
	ck_assert_str_eq(title("0x1|heep"),
	    "unknown type \"heep\"; did you mean heap? types");
	ck_assert_str_eq(title("dotnetheap"),
	    "unknown type \"dotnetheap\"; did you mean dotnet-heap? types");
	ck_assert_str_eq(title("xyzzy"), "unknown type \"xyzzy\" types");
	ck_assert_str_eq(title("WithXyzzyqqqqqqqqqqqqqq"),
	    "unknown flag \"WithXyzzyqqqqqqqqqqqqqq\" flags");
}
END_TEST

START_TEST(unknown_bits_are_refused)
{
	ck_assert_str_eq(title("0x18000001"), "unknown bits 0x18000000; "
	    "the highest is 0x4000000, WithMemoryCompressed");
	ck_assert_str_eq(title("0xg"), "\"0xg\" is no mask of flags");
	ck_assert_str_eq(title("0x"), "\"0x\" is no mask of flags");
	ck_assert_str_eq(title("12a"), "\"12a\" is no mask of flags");
	ck_assert_str_eq(title("0x10000000000000001"),
	    "\"0x10000000000000001\" is no mask of flags");
	ck_assert_ptr_nonnull(strstr(title("WithMemoryCompressed"), "-z"));
}
END_TEST

Suite *
type_names_suite(void)
{
	Suite *s = suite_create("type_names");
	TCase *t = tcase_create("type_names");

	tcase_add_test(t, every_flag_has_a_name_and_a_number);
	tcase_add_test(t, names_need_neither_case_nor_prefix);
	tcase_add_test(t, flags_are_joined_by_commas_bars_or_blanks);
	tcase_add_test(t, cuts_stand_alone);
	tcase_add_test(t, letters_are_those_of_windbg);
	tcase_add_test(t, filters_of_cores_have_bits);
	tcase_add_test(t, presets_mean_what_their_tools_do);
	tcase_add_test(t, masks_of_presets_are_as_published);
	tcase_add_test(t, a_type_has_a_short_name);
	tcase_add_test(t, unknown_names_are_answered_with_the_nearest);
	tcase_add_test(t, unknown_bits_are_refused);
	suite_add_tcase(s, t);
	return s;
}
