/* SPDX-License-Identifier: BSD-2-Clause */
/* check_settle.c -- models in order: settling, cutting, clipping, looking. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/model.h"
#include "tests/suites.h"

static struct dump_err err;

/*
 * A model from text, one word a thing: "r1000+20" region, "m1000+20" mapping
 * at file offset 0x100, "M1000+20" module, "p1000+20@8" piece at offset 8.
 */
static struct dump_model *
model_of(const char *text)
{
	struct dump_model *m;
	struct region r = { .mapping = NONE, .module = NONE };
	struct mapping map = { .off = 0x100 };
	struct dump_module mod = { 0 };
	struct span at;
	uint64_t off;
	char kind;
	int used;

	ck_assert_int_eq(model_new(&m, &err), 0);
	ck_assert_int_eq(model_add_file(m, "f", 1, &map.file, &err), 0);
	while (sscanf(text, " %c%" SCNx64 "+%" SCNx64 "%n", &kind, &at.addr,
	    &at.size, &used) == 3) {
		text += used;
		r.at = map.at = at;
		mod.base = at.addr;
		mod.size = at.size;
		if (kind == 'r') {
			r.allocation = (uint32_t)m->nregions;
			ck_assert_int_eq(model_add_region(m, &r, &err), 0);
		} else if (kind == 'm') {
			ck_assert_int_eq(model_add_mapping(m, &map, &err), 0);
		} else if (kind == 'M') {
			ck_assert_int_eq(model_add_module(m, &mod, &err), 0);
		} else {
			ck_assert_int_eq(sscanf(text, "@%" SCNx64 "%n", &off,
			    &used), 1);
			text += used;
			ck_assert_int_eq(model_add_piece(m, at.addr, at.size,
			    off, &err), 0);
		}
	}
	ck_assert_int_eq(model_settle(m, &err), 0);
	return m;
}

/* Regions, with m and M where one lies in a mapping or module, g guessed,
 * c cut off; and pieces with offset and region. */
static const char *
text_of(const struct dump_model *m)
{
	static char buf[4096];
	size_t i, n = 0;

	buf[0] = '\0';
	for (i = 0; i < m->nregions; i++)
		n += (size_t)snprintf(buf + n, sizeof buf - n,
		    "%sr%" PRIx64 "+%" PRIx64 "%s%s%s%s", i == 0 ? "" : " ",
		    m->regions[i].at.addr, m->regions[i].at.size,
		    m->regions[i].mapping != NONE ? "m" : "",
		    m->regions[i].module != NONE ? "M" : "",
		    (m->regions[i].prot & REGION_GUESSED) != 0 ? "g" : "",
		    m->regions[i].tail == TAIL_CUT ? "c" : "");
	for (i = 0; i < m->npieces; i++)
		n += (size_t)snprintf(buf + n, sizeof buf - n,
		    " p%" PRIx64 "+%" PRIx64 "@%" PRIx64 ":%" PRIu32,
		    m->pieces[i].at.addr, m->pieces[i].at.size,
		    m->pieces[i].off, m->pieces[i].region);
	return buf;
}

static void
expect(const char *given, const char *wanted)
{
	struct dump_model *m = model_of(given);

	ck_assert_str_eq(text_of(m), wanted);
	dump_model_free(m);
}

START_TEST(regions_and_pieces_come_out_by_address)
{
	expect("r3000+1000 r1000+1000 p3000+1000@0 p1000+1000@1000",
	    "r1000+1000 r3000+1000 p1000+1000@1000:0 p3000+1000@0:1");
}
END_TEST

START_TEST(mapping_and_module_borders_cut_regions_and_pieces)
{
	expect("r1000+3000 m2000+1000 p1000+3000@0",
	    "r1000+1000 r2000+1000m r3000+1000 "
	    "p1000+1000@0:0 p2000+1000@1000:1 p3000+1000@2000:2");
	expect("r1000+3000 M1800+1000 p1000+3000@0",
	    "r1000+800 r1800+1000M r2800+1800 "
	    "p1000+800@0:0 p1800+1000@800:1 p2800+1800@1800:2");
}
END_TEST

START_TEST(a_piece_over_two_regions_is_cut)
{
	expect("r1000+1000 r2000+1000 p1800+1000@10",
	    "r1000+1000 r2000+1000 p1800+800@10:0 p2000+800@810:1");
}
END_TEST

START_TEST(the_first_of_two_claims_wins)
{
	expect("r1000+1000 r1800+1000 p1000+1000@0 p1800+1000@5000",
	    "r1000+1000 r2000+800 p1000+1000@0:0 p2000+800@5800:1");
	expect("p1000+1000@0 p1000+1000@5000 r1000+1000",
	    "r1000+1000 p1000+1000@0:0");
}
END_TEST

START_TEST(bytes_that_nobody_describes_get_a_guessed_region)
{
	expect("p1000+1000@0", "r1000+1000g p1000+1000@0:0");
	expect("p1000+1000@0 p2000+1000@1000 p4000+10@2000",
	    "r1000+2000g r4000+10g "
	    "p1000+1000@0:0 p2000+1000@1000:0 p4000+10@2000:1");
	expect("r2000+1000 p1000+3000@0",
	    "r1000+1000g r2000+1000 r3000+1000g "
	    "p1000+1000@0:0 p2000+1000@1000:1 p3000+1000@2000:2");
	expect("M1000+800 p1000+1000@0",
	    "r1000+800Mg r1800+800g p1000+800@0:0 p1800+800@800:1");
}
END_TEST

START_TEST(the_top_of_the_address_space_is_memory_too)
{
	expect("rfffffffffffff000+1000 pfffffffffffff000+1000@0",
	    "rfffffffffffff000+1000 pfffffffffffff000+1000@0:0");
	expect("rffffffffffffe000+2000 mfffffffffffff000+1000 "
	    "pffffffffffffe000+2000@0",
	    "rffffffffffffe000+1000 rfffffffffffff000+1000m "
	    "pffffffffffffe000+1000@0:0 pfffffffffffff000+1000@1000:1");
}
END_TEST

START_TEST(the_order_in_the_source_is_known)
{
	struct dump_model *m;

	m = model_of("p1000+1000@0 p3000+1000@1000");
	ck_assert(m->pieces_ascend && !m->pieces_share);
	dump_model_free(m);
	m = model_of("p1000+1000@1000 p3000+1000@0");
	ck_assert(!m->pieces_ascend && !m->pieces_share);
	dump_model_free(m);
	m = model_of("p1000+1000@0 p3000+1000@800");
	ck_assert(!m->pieces_ascend && m->pieces_share);
	dump_model_free(m);
}
END_TEST

START_TEST(a_cut_makes_a_border)
{
	struct dump_model *m = model_of("r1000+3000 p1000+2000@0");
	uint64_t at[] = { 0x2800, 0x1800, 0x2800, 0x5000, 0x1000 };
	size_t i;

	ck_assert_int_eq(model_cut_all(m, at, 5, &err), 0);
	ck_assert_str_eq(text_of(m), "r1000+800 r1800+1000 r2800+1800 "
	    "p1000+800@0:0 p1800+1000@800:1 p2800+800@1800:2");
	ck_assert_int_eq(model_cut(m, 0x3000, &i, &err), 0);
	ck_assert_uint_eq(i, 3);
	ck_assert_uint_eq(m->regions[i].at.addr, 0x3000);
	dump_model_free(m);
}
END_TEST

START_TEST(what_lies_behind_the_end_is_cut_off)
{
	struct dump_model *m = model_of("r1000+1000 r3000+1000 r5000+1000 "
	    "p1000+1000@0 p3000+1000@1000 p5000+1000@2000");

	ck_assert_int_eq(model_clip(m, 0x1800, &err), 0);
	ck_assert_str_eq(text_of(m), "r1000+1000 r3000+800 r3800+800c "
	    "r5000+1000c p1000+1000@0:0 p3000+800@1000:1");
	ck_assert(m->damaged && m->facts.truncated);
	ck_assert_uint_eq(m->nwarnings, 1);
	dump_model_free(m);
}
END_TEST

START_TEST(nothing_is_cut_off_where_all_is_there)
{
	struct dump_model *m = model_of("r1000+1000 p1000+1000@0");

	ck_assert_int_eq(model_clip(m, 0x1000, &err), 0);
	ck_assert_str_eq(text_of(m), "r1000+1000 p1000+1000@0:0");
	ck_assert(!m->damaged);
	dump_model_free(m);
}
END_TEST

START_TEST(things_are_found_by_address)
{
	struct dump_model *m = model_of("r1000+1000 r3000+1000 m3000+800 "
	    "p1000+1000@0 p3400+100@1000");
	size_t first, end;

	ck_assert_uint_eq(model_find_region(m, 0xfff), NONE);
	ck_assert_uint_eq(model_find_region(m, 0x1000), 0);
	ck_assert_uint_eq(model_find_region(m, 0x1fff), 0);
	ck_assert_uint_eq(model_find_region(m, 0x2000), NONE);
	ck_assert_uint_eq(model_find_region(m, 0x3900), 2);
	ck_assert_uint_eq(model_find_mapping(m, 0x3000), 0);
	ck_assert_uint_eq(model_find_mapping(m, 0x3800), NONE);
	ck_assert_uint_eq(model_find_piece(m, 0x33ff), NONE);
	ck_assert_uint_eq(model_find_piece(m, 0x3400), 1);
	ck_assert_uint_eq(model_piece_from(m, 0x1800), 0);
	ck_assert_uint_eq(model_piece_from(m, 0x2000), 1);
	ck_assert_uint_eq(model_piece_from(m, 0x4000), 2);
	model_region_pieces(m, 1, &first, &end);
	ck_assert_uint_eq(first, 1);
	ck_assert_uint_eq(end, 2);
	ck_assert_uint_eq(model_region_present(m, 1), 0x100);
	dump_model_free(m);
}
END_TEST

/* 500 names, twice over, each mapped at an address of its own. */
START_TEST(a_file_is_one_however_often_it_is_named)
{
	struct dump_model *m = model_of("");
	struct mapping map = { .at.size = 1 };
	char name[24];
	unsigned i;

	for (i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "/lib/%uxx", i % 500);
		ck_assert_int_eq(model_add_file(m, name, strlen(name) - 2,
		    &map.file, &err), 0);
		map.at.addr = 2000 - i;
		ck_assert_int_eq(model_add_mapping(m, &map, &err), 0);
	}
	ck_assert_int_eq(model_settle(m, &err), 0);
	ck_assert_uint_eq(m->nfiles, 501);
	ck_assert_uint_eq(m->nmappings, 1000);
	for (i = 0; i < 1000; i++) {
		ck_assert_uint_eq(m->mappings[i].at.addr, 1001 + i);
		ck_assert_uint_eq(m->mappings[i].file, 1 + (999 - i) % 500);
		snprintf(name, sizeof name, "/lib/%u", (999 - i) % 500);
		ck_assert_str_eq(m->files[m->mappings[i].file].name, name);
	}
	dump_model_free(m);
}
END_TEST

START_TEST(warnings_are_escaped_and_end_somewhere)
{
	struct dump_model *m = model_of("");
	int i;

	dump_model_warn(m, false, 7, "name \"%s\"", "a\033[2Jb\xff");
	ck_assert_str_eq(m->warnings[0].text, "name \"a\\x1b[2Jb\\xff\"");
	ck_assert(!m->damaged);
	for (i = 0; i < 5000; i++)
		dump_model_warn(m, true, 0, "n");
	ck_assert(m->damaged);
	ck_assert_uint_eq(m->nwarnings, 1001);
	dump_model_free(m);
}
END_TEST

Suite *
settle_suite(void)
{
	Suite *s = suite_create("settle");
	TCase *t = tcase_create("settle");

	tcase_add_test(t, regions_and_pieces_come_out_by_address);
	tcase_add_test(t, mapping_and_module_borders_cut_regions_and_pieces);
	tcase_add_test(t, a_piece_over_two_regions_is_cut);
	tcase_add_test(t, the_first_of_two_claims_wins);
	tcase_add_test(t, bytes_that_nobody_describes_get_a_guessed_region);
	tcase_add_test(t, the_top_of_the_address_space_is_memory_too);
	tcase_add_test(t, the_order_in_the_source_is_known);
	suite_add_tcase(s, t);
	t = tcase_create("cut");
	tcase_add_test(t, a_cut_makes_a_border);
	tcase_add_test(t, what_lies_behind_the_end_is_cut_off);
	tcase_add_test(t, nothing_is_cut_off_where_all_is_there);
	suite_add_tcase(s, t);
	t = tcase_create("look");
	tcase_add_test(t, things_are_found_by_address);
	tcase_add_test(t, a_file_is_one_however_often_it_is_named);
	tcase_add_test(t, warnings_are_escaped_and_end_somewhere);
	suite_add_tcase(s, t);
	return s;
}
