/* SPDX-License-Identifier: BSD-2-Clause */
/* late.c -- a library that victim.c loads when it runs. */
int	 late(int n);

static int calls;

int
late(int n)
{
	return n + ++calls;
}
