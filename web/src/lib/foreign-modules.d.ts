// Published without types; our DropZone component states what it uses of it.
declare module 'svelte-dropzone';
