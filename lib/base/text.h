/* SPDX-License-Identifier: BSD-2-Clause */
/* text.h -- text that comes from dumps, made safe and made UTF-8. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Copies TEXT to OUT, at most SIZE bytes with the NUL, control characters
 * and bytes that are not UTF-8 as \xNN: names in a dump are an attacker's,
 * and a terminal obeys them.  Cuts between characters.
 */
void	 text_escape(char *out, size_t size, const char *text);
/* UNITS of UTF-16 at any alignment to UTF-8, always ended; a lone surrogate
 * becomes U+FFFD.  OUT needs 3 * UNITS + 1 bytes.  Returns the length. */
size_t	 text_from_utf16(char *out, const void *utf16, size_t units, bool big);
/* UTF-8 to little-endian UTF-16, without a NUL; bytes that are none become
 * U+FFFD.  OUT needs two bytes for each of TEXT.  Returns the units. */
size_t	 text_to_utf16le(uint8_t *out, const char *text);
/* Nothing but UTF-8, in its shortest forms? */
bool	 text_is_utf8(const char *text);
/* A letter as it counts where names are matched: any case, '_' as '-'. */
int	 text_fold(char c);
/* Same letters by that. */
bool	 text_same_name(const char *a, const char *b);
/* TEXT behind PREFIX, by the same letters; NULL: it does not begin so. */
const char *text_behind(const char *text, const char *prefix);
/* Does NAME match the shell pattern (* and ?), in any case?  Linear memory,
 * no recursion: patterns are the user's, names are the dump's. */
bool	 text_matches(const char *pattern, const char *name);
/* The last component of a path, of either slash. */
const char *text_basename(const char *path);
/*
 * Where the last component of a PATH begins that may tell of people, 0 if it
 * does not: it is in a directory of a Unix system, or is none of a file.
 */
size_t	 text_path_private(const char *path);
bool	 text_ends_with(const char *text, const char *end);
/* Binary as lower-case hex; OUT needs 2 * LEN + 1 bytes. */
void	 text_hex(char *out, const void *bytes, size_t len);

#endif
