/* SPDX-License-Identifier: BSD-2-Clause */
/* type.h -- types of dumps by name: cuts, presets, flags. */
#ifndef LIB_TYPE_H
#define LIB_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TYPE_STEPS = 4 };
#define NO_FLAGS	UINT64_MAX	/* no mask: another kind of type */

/* A filter with its options, or NULL. */
struct type_step {
	const char	*filter, *options;
};

/*
 * A name and what it stands for: MINIDUMP_TYPE flags, and filters beside
 * them.  Where UNIX_STEPS are there, they are for processes of Unix, and
 * flags and STEPS for those of Windows.
 */
struct preset {
	const char	*name;
	const char	*summary;	/* NULL: that of its first filter */
	uint64_t	 flags;		/* or NO_FLAGS */
	struct type_step steps[TYPE_STEPS], unix_steps[TYPE_STEPS];
};

/* The table, ended by a name of NULL. */
extern const struct preset presets[];

#endif
