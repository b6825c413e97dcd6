/* SPDX-License-Identifier: BSD-2-Clause */
/* late.c -- a library that victim.c loads when it runs. */
int	 late(int n);
int	 late_call(int (*fn)(int), int n);

static int calls;

int
late(int n)
{
	return n + ++calls;
}

/* A frame of the library, between two of the program. */
int
late_call(int (*fn)(int), int n)
{
	return fn(n) + ++calls;
}
