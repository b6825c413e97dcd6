/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_bounds.c -- small dumps that would like to be large: what they cost
 * stays in proportion.  Where an answer would take minutes, this says so by
 * running into the time that a test has.
 */
#include <check.h>
#include <stdio.h>

#include "tests/elfcores.h"
#include "tests/suites.h"

enum { AMD64 = 62, NOTE = 4 };

static struct synth_elf s;

/* Headers are found by number: the notes are 0, these begin with 2. */
START_TEST(notes_that_many_segments_name_are_told_once)
{
	enum { MORE = 300 };
	struct dump_model *m;
	size_t first, all, i;
	struct buf b;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_amd64(&s, 7, 11, 0x1000, 0x5000);
	first = s.notes[0].n;
	synth_elf_files(&s, 1, "1000+1000@0=/a 2000+1000@0=/b");
	synth_elf_note(&s, "CORE", 2, "fp", 2);
	all = s.notes[0].n;
	synth_elf_loads(&s, "1000+1000 rw-");
	for (i = 0; i < MORE; i++)
		synth_elf_phdr(&s, NOTE, 0, 1, 0);
	b = synth_elf_end(&s);
	/* One ends early, others begin late, most are the same. */
	synth_elf_set(&b, 0, P_FILESZ, first);
	for (i = 2; i < 2 + MORE; i++) {
		synth_elf_set(&b, i, P_OFFSET, s.note_at[0] +
		    (i % 3 == 0 ? first : 0));
		synth_elf_set(&b, i, P_FILESZ, all -
		    (i % 3 == 0 ? first : 0));
	}
	m = elf_read(&b, FROM_MEMORY, NULL);
	ck_assert_str_eq(elf_records(m),
	    "CORE/PRSTATUS:0 CORE/FILE CORE/FPREGSET:0");
	ck_assert_str_eq(elf_files(m), "1000+1000@0=/a 2000+1000@0=/b");
	ck_assert_str_eq(elf_warnings(m), "300 segments of notes share bytes"
	    " with others: the first one counts\n");
	dump_model_free(m);
	buf_free(&b);
}
END_TEST

Suite *
bounds_suite(void)
{
	Suite *suite = suite_create("bounds");
	TCase *t = tcase_create("all");

	tcase_add_test(t, notes_that_many_segments_name_are_told_once);
	suite_add_tcase(suite, t);
	return suite;
}
