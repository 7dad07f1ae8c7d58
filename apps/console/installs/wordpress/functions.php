add_action('wp_enqueue_scripts', function () {
    wp_enqueue_script('chatku', 'LOADER_URL', [], null, ['strategy' => 'async', 'in_footer' => false]);
});
