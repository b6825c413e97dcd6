/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_main.c -- runs the suites of suites.tab, or those that are named.
 *
 *	check_dumpkit [SUITE]...
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/suites.h"

static const struct {
	const char	*name;
	Suite		*(*make)(void);
} suites[] = {
#define X(id) { #id, id##_suite },
	SUITES(X)
#undef X
	{ NULL, NULL }
};

static bool
known(const char *name)
{
	size_t i;

	for (i = 0; suites[i].name != NULL; i++)
		if (strcmp(suites[i].name, name) == 0)
			return true;
	return false;
}

static bool
wanted(const char *name, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return true;
	return argc < 2;
}

int
main(int argc, char **argv)
{
	SRunner *runner = srunner_create(NULL);
	int failed, i;
	size_t s;

	for (i = 1; i < argc; i++)
		if (!known(argv[i])) {
			fprintf(stderr, "check_dumpkit: no suite is called %s\n",
			    argv[i]);
			return 2;
		}
	for (s = 0; suites[s].name != NULL; s++)
		if (wanted(suites[s].name, argc, argv))
			srunner_add_suite(runner, suites[s].make());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
