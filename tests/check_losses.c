/* SPDX-License-Identifier: BSD-2-Clause */
/* check_losses.c -- what is said of a dump that ends too early. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suites.h"
#include "tests/synth_model.h"

static struct dump_err err;

/* All lines of a model whose file ends before the byte of memory at ADDR, by
 * the model before and after it was told so. */
static const char *
losses(const char *model, uint64_t addr)
{
	static char text[2][DUMP_LOSSES * (DUMP_LOSS_TEXT + 1) + 1];
	struct dump_model *m = synth_classified(model);
	char line[DUMP_LOSS_TEXT];
	uint64_t end = synth_offset(m, addr);
	unsigned i, k;

	for (k = 0; k < 2; k++) {
		text[k][0] = '\0';
		for (i = 0; i < DUMP_LOSSES; i++)
			if (dump_model_loss(m, end, i, line, sizeof line))
				strcat(strcat(text[k], line), "\n");
			else
				ck_assert_str_eq(line, "");
		ck_assert_int_eq(model_clip(m, end, &err), 0);
	}
	ck_assert(!dump_model_loss(m, end, DUMP_LOSSES, line, sizeof line));
	dump_model_free(m);
	ck_assert_str_eq(text[0], text[1]);
	return text[0];
}

START_TEST(ranges_stacks_and_modules_are_named)
{
	ck_assert_str_eq(losses("thread sp=10000800\nthread sp=20000800\n"
	    "rw- 1000+1000\nrw- 10000000+2000\nrw- 20000000+2000\n"
	    "r-- 30000000+2000 /lib/libx.so@0\n", 0x10001800),
	    "gone: 18 KiB of memory in 3 ranges: 0x10001800+0x800, "
	    "0x20000000+0x2000, 0x30000000+0x2000\n"
	    "gone: the stacks of 2 of 2 threads: 0 (in part), 0\n"
	    "gone: memory of 1 of 1 modules: libx.so\n");
}
END_TEST

START_TEST(what_is_there_is_not_named)
{
	ck_assert_str_eq(losses("thread sp=10000800\n"
	    "r-- 1000+1000 /lib/libx.so@0\n"
	    "rw- 10000000+2000\nrw- 20000000+2000\n", 0x20001000),
	    "gone: 4.0 KiB of memory in 1 range: 0x20001000+0x1000\n");
}
END_TEST

START_TEST(windows_stacks_end_where_their_writer_says)
{
	ck_assert_str_eq(losses("os windows\nmodule a.dll 1f000+2000\n"
	    "thread sp=50800 stack=50800+1800\nthread sp=60800\n"
	    "rw- 50000+2000 private\nr-- 60000+1000 private\n", 0x51800),
	    "gone: 6.0 KiB of memory in 2 ranges: 0x51800+0x800, "
	    "0x60000+0x1000\n"
	    "gone: the stacks of 2 of 2 threads: 0 (in part), 0\n");
}
END_TEST

START_TEST(of_many_some_are_named)
{
	char model[20000] = "rw- 1000+1000\n", *line, *text;
	size_t i, n = strlen(model);

	for (i = 1; i <= 100; i++)
		n += (size_t)sprintf(model + n, "thread sp=%zx\n"
		    "rw- %zx+1000\n", (i << 20) + 0x800, i << 20);
	text = strdup(losses(model, 0x1800));
	line = strtok(text, "\n");
	ck_assert_str_eq(line, "gone: 402 KiB of memory in 101 ranges: "
	    "0x1800+0x800, 0x100000+0x1000, 0x200000+0x1000, "
	    "0x300000+0x1000, 0x400000+0x1000, 0x500000+0x1000 and 95 more");
	line = strtok(NULL, "\n");
	ck_assert_str_eq(line, "gone: the stacks of 100 of 100 threads: "
	    "0, 0, 0, 0, 0, 0 and 94 more");
	free(text);
}
END_TEST

Suite *
losses_suite(void)
{
	Suite *s = suite_create("losses");
	TCase *t = tcase_create("losses");

	tcase_add_test(t, ranges_stacks_and_modules_are_named);
	tcase_add_test(t, what_is_there_is_not_named);
	tcase_add_test(t, windows_stacks_end_where_their_writer_says);
	tcase_add_test(t, of_many_some_are_named);
	suite_add_tcase(s, t);
	return s;
}
