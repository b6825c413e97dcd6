/* SPDX-License-Identifier: BSD-2-Clause */
/* check_provenance.c -- the record of what was cut. */
#include "config.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "model/provenance.h"
#include "tests/suites.h"
#include "tests/synth_model.h"

static struct dump_err err;

static const char *
write_of(struct dump_plan *p)
{
	ck_assert_int_eq(provenance_write(p, &err), 0);
	return p->provenance;
}

static void
done(struct dump_plan *p)
{
	struct dump_model *m = p->m;

	dump_plan_free(p);
	dump_model_free(m);
}

#define PROCESS	"r-- 10000+2000 /lib/libx.so@0\n"	\
	"rw- 12000+1000 /lib/libx.so@2000\n"	\
	"r-- 20000+1000 /data/x@0\n"	\
	"r-- 21000+2000 /data/y@0\n"	\
	"rw- 30000+1000\n"

START_TEST(it_tells_what_was_kept_and_what_was_dropped_where)
{
	struct dump_plan *p = synth_plan(synth_classified(PROCESS), "heap",
	    NULL);

	ck_assert_str_eq(write_of(p),
	    "tool=dumpkit " DUMP_VERSION "\n"
	    "described=28672\n"
	    "cut=heap\n"
	    "kept=headers:4096 relro:4096 data:4096 private:4096\n"
	    "dropped=mapped-ro:12288\n"
	    "range=20000+3000\n");
	done(p);
}
END_TEST

START_TEST(the_order_of_filters_does_not_show)
{
	struct dump_plan *p = synth_plan(synth_classified(PROCESS),
	    "drop what=private", "heap", "drop what=data",
	    "drop what=private", NULL);

	ck_assert_ptr_nonnull(strstr(write_of(p),
	    "\ncut=drop what=data; drop what=private; heap\n"));
	done(p);
}
END_TEST

START_TEST(a_further_cut_adds_its_lines)
{
	struct dump_model *m = synth_classified(PROCESS);
	struct dump_plan *p;

	m->facts.provenance = "tool=dumpkit 0.0.1\ndescribed=99999\n"
	    "cut=full\nkept=private:4096";
	p = synth_plan(m, "drop what=private", NULL);
	ck_assert_str_eq(write_of(p),
	    "tool=dumpkit 0.0.1\ndescribed=99999\n"
	    "cut=full\nkept=private:4096\n"
	    "tool=dumpkit " DUMP_VERSION "\n"
	    "cut=drop what=private\n"
	    "kept=headers:4096 relro:4096 data:4096 mapped-ro:12288\n"
	    "dropped=private:4096\n"
	    "range=30000+1000\n");
	done(p);
}
END_TEST

START_TEST(ranges_dropped_without_a_filter_are_told)
{
	struct dump_plan *p = synth_plan(synth_classified(PROCESS), NULL);

	ck_assert_int_eq(dump_plan_drop(p, 0x30000, 0x1000, &err), 0);
	ck_assert_ptr_nonnull(strstr(write_of(p), "\ncut=ranges\n"));
	done(p);
}
END_TEST

START_TEST(a_damaged_input_is_told)
{
	struct dump_model *m = synth_classified(PROCESS);
	struct dump_plan *p;

	m->damaged = true;
	p = synth_plan(m, NULL);
	ck_assert_str_eq(write_of(p),
	    "tool=dumpkit " DUMP_VERSION "\n"
	    "described=28672\n"
	    "input=damaged\n"
	    "cut=mend\n"
	    "kept=headers:4096 relro:4096 data:4096 private:4096 "
	    "mapped-ro:12288\n");
	done(p);
}
END_TEST

START_TEST(damage_that_stays_is_told_once)
{
	static const char text[] = "tool=dumpkit 0.0.1\ndescribed=28672\n"
	    "input=damaged\ncut=heap\nkept=private:4096\n";
	struct dump_model *m = synth_classified(PROCESS);
	struct dump_plan *p;

	m->damaged = true;
	m->facts.provenance = text;
	p = synth_plan(m, NULL);
	ck_assert_str_eq(write_of(p), text);
	dump_plan_free(p);
	/* But a further cut is a further cut. */
	p = synth_plan(m, "heap", NULL);
	ck_assert_ptr_nonnull(strstr(write_of(p), "\ninput=damaged\ncut=heap\n"
	    "kept=headers:4096 relro:4096 data:4096 private:4096\n"));
	done(p);
}
END_TEST

START_TEST(a_line_stays_a_line_whatever_was_asked_for)
{
	struct dump_plan *p = synth_plan(synth_classified(PROCESS),
	    "drop what=code:a\ncut=b\x1b[31m", NULL);

	ck_assert_ptr_nonnull(strstr(write_of(p),
	    "\ncut=drop what=code:a\\x0acut=b\\x1b[31m\n"));
	done(p);
}
END_TEST

START_TEST(records_that_were_dropped_are_named)
{
	struct dump_model *m = synth_classified(PROCESS);
	struct record r = { .name = "HandleData" };
	struct dump_plan *p;

	ck_assert_int_eq(model_add_record(m, &r, &err), 0);
	r.name = "ThreadList";
	ck_assert_int_eq(model_add_record(m, &r, &err), 0);
	r.name = "Token";
	ck_assert_int_eq(model_add_record(m, &r, &err), 0);
	p = synth_plan(m, "heap", NULL);
	p->drop_record[0] = p->drop_record[2] = true;
	ck_assert_ptr_nonnull(strstr(write_of(p),
	    "\nrecords=HandleData Token\n"));
	done(p);
}
END_TEST

START_TEST(warnings_travel_along)
{
	struct dump_plan *p = synth_plan(synth_classified(
	    "r-- 10000+2000 /lib/libx.so@0\n"), "heap", NULL);

	ck_assert_ptr_nonnull(strstr(write_of(p),
	    "\nwarning=--heap: no private memory in the input\n"));
	done(p);
}
END_TEST

/* What the record says when the source ended at END; it fills its room. */
static const char *
arrived(struct dump_plan *p, uint64_t end)
{
	static char buf[1024];
	size_t len = strlen(write_of(p)), i;

	/* In small parts, as tables are made. */
	ck_assert_uint_lt(len, sizeof buf);
	for (i = 0; i < len; i++)
		ck_assert_int_eq(provenance_make(p, i, (uint8_t *)buf + i, 1,
		    end, &err), 0);
	buf[len] = '\0';
	return buf;
}

START_TEST(what_did_not_arrive_is_not_told)
{
	struct dump_plan *p = synth_plan(synth_classified(PROCESS), "heap",
	    NULL);
	const struct piece *x = &p->m->pieces[model_piece_from(p->m,
	    0x20000)];

	ck_assert_str_eq(arrived(p, x->off + 0x800),
	    "tool=dumpkit " DUMP_VERSION "\n"
	    "described=14336\n"
	    "input=damaged\n"
	    "cut=heap\n"
	    "kept=headers:4096 relro:4096 data:4096\n"
	    "dropped=mapped-ro:2048\n"
	    "range=20000+800\n"
	    "\n");
	ck_assert_str_eq(arrived(p, DUMP_NOWHERE), p->provenance);
	done(p);
}
END_TEST

START_TEST(ranges_that_have_no_room_any_more_are_left_out)
{
	struct dump_plan *p = synth_plan(synth_classified(PROCESS), "heap",
	    NULL);
	const struct piece *x = &p->m->pieces[model_piece_from(p->m,
	    0x30000)];
	const char *end = strchr(arrived(p, x->off + 0xfff), '\0');

	ck_assert_str_eq(end - strlen("dropped=mapped-ro:12288\n\n\n\n"),
	    "dropped=mapped-ro:12288\n\n\n\n");
	done(p);
}
END_TEST

START_TEST(what_fills_a_record_is_not_read)
{
	struct arena a = { 0 };

	ck_assert_str_eq(provenance_read(&a, "a=b\n\n\n\n", 7, &err),
	    "a=b\n");
	ck_assert_str_eq(provenance_read(&a, "a=b", 3, &err), "a=b");
	ck_assert_str_eq(provenance_read(&a, "\n\n", 2, &err), "\n");
	ck_assert_str_eq(provenance_read(&a, "", 0, &err), "");
	arena_free(&a);
}
END_TEST

START_TEST(more_than_4096_ranges_are_counted)
{
	struct dump_model *m;
	struct dump_plan *p;
	const char *text;
	uint64_t i;

	ck_assert_int_eq(model_new(&m, &err), 0);
	for (i = 0; i < 5000; i++)
		ck_assert_int_eq(model_add_piece(m, i << 20, 0x1000,
		    i << 12, &err), 0);
	ck_assert_int_eq(model_settle(m, &err), 0);
	p = synth_plan(m, "drop what=private", NULL);
	text = write_of(p);
	ck_assert_ptr_nonnull(strstr(text, " fff00000+1000\n"));
	ck_assert_ptr_null(strstr(text, "100000000+1000"));
	ck_assert_ptr_nonnull(strstr(text,
	    "\nmore=904 ranges, 3702784 bytes\n"));
	done(p);
}
END_TEST

START_TEST(lines_of_ranges_are_short)
{
	struct dump_model *m;
	struct dump_plan *p;
	const char *line, *end;
	uint64_t i;

	ck_assert_int_eq(model_new(&m, &err), 0);
	for (i = 0; i < 50; i++)
		ck_assert_int_eq(model_add_piece(m,
		    UINT64_C(0x7f0000000000) + (i << 20), 0x1000, i << 12,
		    &err), 0);
	ck_assert_int_eq(model_settle(m, &err), 0);
	p = synth_plan(m, "drop what=private", NULL);
	for (line = write_of(p); *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		ck_assert_ptr_nonnull(end);
		ck_assert_int_lt(end - line, 80);
	}
	done(p);
}
END_TEST

Suite *
provenance_suite(void)
{
	Suite *s = suite_create("provenance");
	TCase *t = tcase_create("provenance");

	tcase_add_test(t, it_tells_what_was_kept_and_what_was_dropped_where);
	tcase_add_test(t, the_order_of_filters_does_not_show);
	tcase_add_test(t, a_further_cut_adds_its_lines);
	tcase_add_test(t, ranges_dropped_without_a_filter_are_told);
	tcase_add_test(t, a_damaged_input_is_told);
	tcase_add_test(t, damage_that_stays_is_told_once);
	tcase_add_test(t, a_line_stays_a_line_whatever_was_asked_for);
	tcase_add_test(t, records_that_were_dropped_are_named);
	tcase_add_test(t, warnings_travel_along);
	tcase_add_test(t, what_did_not_arrive_is_not_told);
	tcase_add_test(t, ranges_that_have_no_room_any_more_are_left_out);
	tcase_add_test(t, what_fills_a_record_is_not_read);
	tcase_add_test(t, more_than_4096_ranges_are_counted);
	tcase_add_test(t, lines_of_ranges_are_short);
	suite_add_tcase(s, t);
	return s;
}
