import { describe, expect, test } from 'vitest';
import { entityTag, matchesTag } from './entity-tag.ts';

describe('an entity tag', () => {
  test('changes with the body and not with the signature of a link', () => {
    const tag = entityTag({ name: 'a', thumbnailUrl: 'http://s/x?sig=1' });
    expect(entityTag({ name: 'a', thumbnailUrl: 'http://s/x?sig=2' })).toBe(tag);
    expect(entityTag({ name: 'b', thumbnailUrl: 'http://s/x?sig=1' })).not.toBe(tag);
    expect(entityTag({ name: 'a', thumbnailUrl: null })).not.toBe(tag);
  });

  test('is compared weakly, in lists and with the star', () => {
    expect(matchesTag('"x", W/"y"', 'W/"y"')).toBe(true);
    expect(matchesTag('"y"', 'W/"y"')).toBe(true);
    expect(matchesTag('*', 'W/"y"')).toBe(true);
    expect(matchesTag('"yy"', 'W/"y"')).toBe(false);
    expect(matchesTag(undefined, 'W/"y"')).toBe(false);
  });
});
