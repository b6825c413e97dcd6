/* SPDX-License-Identifier: BSD-2-Clause */
/* cli_nearest.c -- finds a name in a list, or the one that was meant. */
#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "cli_options.h"

enum { LONGEST = 63 };		/* no name has more letters */

static int
folded(char c)
{
	return c == '_' ? '-' : tolower((unsigned char)c);
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/*
 * How many letters must be added, left out, changed or swapped with their
 * neighbour to make A from B: the optimal string alignment distance.
 */
static unsigned
distance(const char *a, const char *b)
{
	unsigned row[3][LONGEST + 1], *last, *now, *older, *swap;
	size_t i, j, n = strlen(b);

	if (n > LONGEST || strlen(a) > LONGEST)
		return UINT_MAX;
	older = row[0];
	last = row[1];
	now = row[2];
	for (j = 0; j <= n; j++)
		last[j] = older[j] = (unsigned)j;
	for (i = 0; a[i] != '\0'; i++) {
		now[0] = (unsigned)i + 1;
		for (j = 0; j < n; j++) {
			now[j + 1] = least(last[j] +
			    (folded(a[i]) != folded(b[j])),
			    least(now[j], last[j + 1]) + 1);
			if (i > 0 && j > 0 &&
			    folded(a[i]) == folded(b[j - 1]) &&
			    folded(a[i - 1]) == folded(b[j]))
				now[j + 1] = least(now[j + 1],
				    older[j - 1] + 1);
		}
		swap = older;
		older = last;
		last = now;
		now = swap;
	}
	return last[n];
}

/* Does NAME begin or end with WORD, as an abbreviation of it would? */
static bool
is_part(const char *word, const char *name)
{
	size_t i, n = strlen(word), m = strlen(name);

	if (n < 2 || n > m)
		return false;
	for (i = 0; i < n && folded(word[i]) == folded(name[i]); i++)
		;
	if (i == n)
		return true;
	for (i = 0; i < n && folded(word[i]) == folded(name[m - n + i]); i++)
		;
	return i == n;
}

int
cli_find(const char *word, cli_names_fn *names, const void *ctx,
    const char **near)
{
	unsigned d, best = (unsigned)strlen(word) / 3 + 2;
	const char *name, *part = NULL, *close = NULL;
	int i;

	*near = NULL;
	for (i = 0; (name = names(ctx, (size_t)i)) != NULL; i++) {
		d = distance(word, name);
		if (d == 0 && *word != '\0')
			return i;
		if (d < best) {
			best = d;
			close = name;
		}
		if (part == NULL && is_part(word, name))
			part = name;
	}
	*near = part != NULL ? part : close;
	return -1;
}
