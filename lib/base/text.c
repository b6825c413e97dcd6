/* SPDX-License-Identifier: BSD-2-Clause */
/* text.c -- text that comes from dumps, made safe and made UTF-8. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/text.h"
#include "dump.h"

/* Length of the UTF-8 character at S, 0 if there is none. */
static size_t
utf8_length(const unsigned char *s)
{
	size_t i, n;

	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		n = 2;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		n = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		n = 4;
	else
		return 0;
	for (i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	/* Overlong forms, surrogates, and what lies beyond U+10FFFF. */
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

bool
text_is_utf8(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n;

	for (; *s != '\0'; s += n)
		if ((n = utf8_length(s)) == 0)
			return false;
	return true;
}

/* C0, DEL, and C1, which UTF-8 writes as 0xc2 0x80..0x9f. */
static bool
is_control(const unsigned char *s)
{
	return s[0] < 0x20 || s[0] == 0x7f || (s[0] == 0xc2 && s[1] < 0xa0);
}

void
text_escape(char *out, size_t size, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n, used = 0;

	if (size == 0)
		return;
	while (*s != '\0') {
		n = utf8_length(s);
		if (n == 0 || is_control(s)) {
			if (size - used < 5)
				break;
			snprintf(out + used, 5, "\\x%02x", *s);
			used += 4;
			s++;
			continue;
		}
		if (size - used < n + 1)
			break;
		memcpy(out + used, s, n);
		used += n;
		s += n;
	}
	out[used] = '\0';
}

void
dump_escape(char *out, size_t size, const char *text)
{
	text_escape(out, size, text);
}

static size_t
utf8_put(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

size_t
text_from_utf16(char *out, const void *utf16, size_t units, bool big)
{
	const uint8_t *p = utf16;
	size_t i, n = 0;
	uint32_t c, low;

	for (i = 0; i < units; i++) {
		c = get16(big, p + 2 * i);
		if (c >= 0xd800 && c < 0xdc00 && i + 1 < units &&
		    (low = get16(big, p + 2 * i + 2)) >= 0xdc00 &&
		    low < 0xe000) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i++;
		} else if (c >= 0xd800 && c < 0xe000)
			c = 0xfffd;
		n += utf8_put(out + n, c);
	}
	out[n] = '\0';
	return n;
}

/* The character at S, of N bytes, which utf8_length() found. */
static uint32_t
utf8_get(const unsigned char *s, size_t n)
{
	static const uint8_t lead[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t c = s[0] & lead[n];
	size_t i;

	for (i = 1; i < n; i++)
		c = c << 6 | (s[i] & 0x3f);
	return c;
}

size_t
text_to_utf16le(uint8_t *out, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n, units = 0;
	uint32_t c;

	for (; *s != '\0'; s += n) {
		c = 0xfffd;
		if ((n = utf8_length(s)) == 0)
			n = 1;
		else
			c = utf8_get(s, n);
		if (c >= 0x10000) {
			c -= 0x10000;
			put_le16(out + 2 * units++, (uint16_t)(0xd800 +
			    (c >> 10)));
			c = 0xdc00 + (c & 0x3ff);
		}
		put_le16(out + 2 * units++, (uint16_t)c);
	}
	return units;
}

int
text_fold(char c)
{
	return c == '_' ? '-' : tolower((unsigned char)c);
}

bool
text_same_name(const char *a, const char *b)
{
	while (*a != '\0' && text_fold(*a) == text_fold(*b)) {
		a++;
		b++;
	}
	return text_fold(*a) == text_fold(*b);
}

const char *
text_behind(const char *text, const char *prefix)
{
	for (; *prefix != '\0'; text++, prefix++)
		if (text_fold(*text) != text_fold(*prefix))
			return NULL;
	return text;
}

bool
text_matches(const char *pattern, const char *name)
{
	const char *star = NULL, *from = name;

	while (*name != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			from = name;
		} else if (*pattern == '?' ||
		    tolower((unsigned char)*pattern) ==
		    tolower((unsigned char)*name)) {
			pattern++;
			name++;
		} else if (star != NULL) {
			pattern = star;
			name = ++from;
		} else
			return false;
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

const char *
text_basename(const char *path)
{
	const char *p, *last = path;

	for (p = path; *p != '\0'; p++)
		if ((*p == '/' || *p == '\\') && p[1] != '\0')
			last = p + 1;
	return last;
}

/* Below these there are packages, not people; or no files at all, and the
 * names say what memory it is. */
static const char *const public_folders[] = {
	"/usr/", "/lib", "/opt/", "/nix/store/", "/gnu/store/", "/snap/",
	"/system/", "/apex/", "/vendor/", "/dev/", "/memfd:", "/SYSV",
	"/anon_hugepage", "/[",
};

size_t
text_path_private(const char *path)
{
	size_t i, n;

	/* The root is no folder that tells anything. */
	if (path[0] == '/' && text_basename(path) == path + 1)
		return 0;
	for (i = 0; i < sizeof public_folders / sizeof *public_folders; i++) {
		n = strlen(public_folders[i]);
		if (strncmp(path, public_folders[i], n) == 0 &&
		    (strcmp(public_folders[i], "/lib") != 0 ||
		    path[n + strcspn(path + n, "/.")] == '/') &&
		    strstr(path, "/../") == NULL)
			return 0;
	}
	return (size_t)(text_basename(path) - path);
}

bool
text_ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

void
text_hex(char *out, const void *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *b = bytes;
	size_t i;

	for (i = 0; i < len; i++) {
		out[2 * i] = digits[b[i] >> 4];
		out[2 * i + 1] = digits[b[i] & 15];
	}
	out[2 * len] = '\0';
}
